package io.chartwire.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which role may see and change what, from {@code routes/audiences.yaml}.
 *
 * <p>A resource that the table does not name is nobody's, and without {@code phi} nobody sees patients' data.
 */
public final class Audiences {
    private final Map<String, Set<String>> see = new HashMap<>();
    private final Map<String, Set<String>> write = new HashMap<>();
    private final Map<String, Set<String>> events = new HashMap<>();
    private final Map<String, Set<String>> operations = new HashMap<>();
    private final Map<String, OpenFields> open = new HashMap<>();
    private final OpenFields openEverywhere;
    private final Set<String> phi;
    private final Set<String> phiOperations;
    private final Set<String> phiSearches;
    private final JsonNode groups;
    private final JsonNode mapping;

    /** Reads the table, YAML with {@code groups}, {@code mapping}, {@code resources}, {@code events}, {@code operations}, {@code phi}. */
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
        JsonNode privacy = table.path("phi");
        phi = holders(privacy.path("roles"));
        phiOperations = texts(privacy.path("operations"));
        phiSearches = texts(privacy.path("searches"));
        Set<String> everywhere = texts(privacy.path("open").path("everywhere"));
        openEverywhere = new OpenFields(everywhere);
        privacy.path("open").properties().forEach(resource -> {
            Set<String> fields = texts(resource.getValue());
            fields.addAll(everywhere);
            open.put(resource.getKey(), new OpenFields(fields));
        });
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
        return identity.hasAnyOf(hearing(event, resource));
    }

    /** The roles that may hear an event. */
    public Set<String> hearing(String event, String resource) {
        return events.getOrDefault(event, see.getOrDefault(resource, Set.of()));
    }

    /** Whether the identity may see what tells of a patient. */
    public boolean seesPhi(Identity identity) {
        return identity.hasAnyOf(phi);
    }

    /** Whether an operation is refused to who has no {@code phi}, because its answer would be nothing else. */
    public boolean needsPhi(String operation) {
        return phiOperations.contains(operation);
    }

    /** Whether a query parameter looks patients up, so that the mere number of hits would tell of them. */
    public boolean searchesPhi(String parameter) {
        return phiSearches.contains(parameter);
    }

    /** What of a resource is told to who has no {@code phi}. */
    public OpenFields openFields(String resource) {
        return open.getOrDefault(resource, openEverywhere);
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
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
        gather(names, roles, new HashSet<>());
        return roles;
    }

    private void gather(JsonNode names, Set<String> roles, Set<String> seen) {
        names.forEach(name -> {
            if (!groups.has(name.asText())) {
                roles.add(name.asText());
            } else if (seen.add(name.asText())) {
                gather(groups.path(name.asText()), roles, seen);
            }
        });
    }
}
