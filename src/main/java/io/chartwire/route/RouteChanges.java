package io.chartwire.route;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which files differ between two sets, by their paths. */
public record RouteChanges(List<String> added, List<String> changed, List<String> removed) {

    /** What became of files, given as hashes by path. */
    static RouteChanges between(Map<String, String> before, Map<String, String> after) {
        RouteChanges changes = new RouteChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String path : new TreeSet<>(after.keySet())) {
            if (!before.containsKey(path)) {
                changes.added.add(path);
            } else if (!before.get(path).equals(after.get(path))) {
                changes.changed.add(path);
            }
        }
        new TreeSet<>(before.keySet())
                .stream().filter(path -> !after.containsKey(path)).forEach(changes.removed::add);
        return changes;
    }

    @JsonIgnore
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** Such as {@code events/claims.camel.yaml changed, sql/claims/old.sql removed}; no more than a few names. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        added.forEach(path -> parts.add(path + " added"));
        changed.forEach(path -> parts.add(path + " changed"));
        removed.forEach(path -> parts.add(path + " removed"));
        int most = 5;
        return parts.size() <= most
                ? String.join(", ", parts)
                : String.join(", ", parts.subList(0, most)) + " and " + (parts.size() - most) + " more";
    }
}
