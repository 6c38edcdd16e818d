package io.chartwire.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which role may see and change what, from {@code routes/audiences.yaml}.
 *
 * <p>A resource that the table does not name is nobody's.
 */
public final class Audiences {
    private final Map<String, Set<String>> see = new HashMap<>();
    private final Map<String, Set<String>> write = new HashMap<>();
    private final Map<String, Set<String>> events = new HashMap<>();
    private final Map<String, Set<String>> operations = new HashMap<>();
    private final JsonNode groups;
    private final JsonNode mapping;

    /** Reads the table, YAML with {@code groups}, {@code mapping}, {@code resources}, {@code events}, {@code operations}. */
    public static Audiences parse(String yaml) throws JsonProcessingException {
        return new Audiences(new ObjectMapper(new YAMLFactory()).readTree(yaml));
    }

    private Audiences(JsonNode table) {
        groups = table.path("groups");
        mapping = table.path("mapping");
        table.path("resources").properties().forEach(resource -> {
            see.put(resource.getKey(), holders(resource.getValue().path("see")));
            write.put(resource.getKey(), holders(resource.getValue().path("write")));
        });
        table.path("events").properties().forEach(it -> events.put(it.getKey(), holders(it.getValue())));
        table.path("operations").properties().forEach(it -> operations.put(it.getKey(), holders(it.getValue())));
    }

    /** Whether the table names the resource. */
    public boolean knows(String resource) {
        return see.containsKey(resource);
    }

    public boolean maySee(Identity identity, String resource) {
        return identity.hasAnyOf(see.getOrDefault(resource, Set.of()));
    }

    /** Whether the identity may call an operation; what {@code operations} does not name follows its resource. */
    public boolean mayCall(Identity identity, String operation, String resource, boolean writes) {
        Map<String, Set<String>> byResource = writes ? write : see;
        return identity.hasAnyOf(operations.getOrDefault(operation, byResource.getOrDefault(resource, Set.of())));
    }

    /** Whether the identity may hear an event; what {@code events} does not name follows its resource. */
    public boolean mayHear(Identity identity, String event, String resource) {
        return identity.hasAnyOf(events.getOrDefault(event, see.getOrDefault(resource, Set.of())));
    }

    /** The roles that a list of names stands for, as tokens call them: a role that is mapped counts as what it is mapped to. */
    private Set<String> holders(JsonNode names) {
        Set<String> roles = roles(names);
        Set<String> holders = new LinkedHashSet<>(roles);
        mapping.properties().forEach(it -> {
            if (Collections.disjoint(roles(it.getValue()), roles)) {
                holders.remove(it.getKey());
            } else {
                holders.add(it.getKey());
            }
        });
        return Set.copyOf(holders);
    }

    private Set<String> roles(JsonNode names) {
        Set<String> roles = new LinkedHashSet<>();
        names.forEach(name -> {
            if (groups.has(name.asText())) {
                roles.addAll(roles(groups.path(name.asText())));
            } else {
                roles.add(name.asText());
            }
        });
        return roles;
    }
}
