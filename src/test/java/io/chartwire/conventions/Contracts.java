package io.chartwire.conventions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code openapi.yaml}, {@code asyncapi.yaml} and {@code audiences.yaml} say. */
final class Contracts {
    private static final Pattern ROLES = Pattern.compile("Roles: ([a-z0-9_, ]+)\\.");

    private Contracts() {}

    static JsonNode rest() {
        return RouteFolder.yaml("openapi.yaml");
    }

    static JsonNode sockets() {
        return RouteFolder.yaml("asyncapi.yaml");
    }

    static Set<String> operationIds() {
        Set<String> ids = new TreeSet<>();
        rest().path("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        ids.add(operation.path("operationId").asText());
                    }
                }));
        return ids;
    }

    /** The first words of paths below {@code /api}. */
    static Set<String> restResources() {
        Set<String> resources = new TreeSet<>();
        rest().path("paths").fieldNames().forEachRemaining(path -> resources.add(path.split("/")[2]));
        return resources;
    }

    /** The names of path and query parameters. */
    static Set<String> parameterNames() {
        return rest().findParents("in").stream()
                .filter(parameter -> parameter.path("in").asText().matches("path|query"))
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values of an enum of {@code components/schemas}; empty when there is none. */
    static Set<String> enumOf(String schema) {
        Set<String> values = new TreeSet<>();
        rest().at("/components/schemas/" + schema + "/enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    /** Channel by resource; the one of {@code /ws} has the resource {@code ""}. */
    static Map<String, JsonNode> channels() {
        Map<String, JsonNode> channels = new LinkedHashMap<>();
        sockets()
                .path("channels")
                .forEach(
                        channel -> channels.put(channel.path("address").asText().replaceFirst("^/ws/?", ""), channel));
        return channels;
    }

    /** The events of a channel, without the control frames. */
    static Set<String> eventsOf(JsonNode channel) {
        JsonNode document = sockets();
        Set<String> events = new TreeSet<>();
        channel.path("messages").forEach(message -> {
            JsonNode target = document.at(message.path("$ref").asText().substring(1));
            if (target.path("name").asText().contains(":")) {
                events.add(target.path("name").asText());
            }
        });
        return events;
    }

    /** The roles that a channel's description names. */
    static Set<String> rolesOf(JsonNode channel) {
        return ROLES.matcher(channel.path("description").asText())
                .results()
                .findFirst()
                .map(found -> (Set<String>) new TreeSet<>(Set.of(found.group(1).split(", *"))))
                .orElse(Set.of());
    }

    /** The roles of {@code routes/audiences.yaml} that stand for a list of names, with its groups resolved. */
    static Set<String> roles(JsonNode names) {
        JsonNode groups = RouteFolder.yaml("audiences.yaml").path("groups");
        Set<String> roles = new TreeSet<>();
        names.forEach(name -> {
            if (groups.has(name.asText())) {
                roles.addAll(roles(groups.path(name.asText())));
            } else {
                roles.add(name.asText());
            }
        });
        return roles;
    }

    /**
     * An operation of the contract.
     *
     * @param resource the first word below {@code /api}
     * @param answer the schema of its JSON answer; missing when it has none
     */
    record Operation(String id, String method, String path, String resource, JsonNode answer) {}

    static Stream<Operation> operations() {
        JsonNode document = rest();
        return document.path("paths").properties().stream().flatMap(path -> path.getValue().properties().stream()
                .filter(method -> method.getValue().has("operationId"))
                .map(method -> new Operation(
                        method.getValue().path("operationId").asText(),
                        method.getKey(),
                        path.getKey(),
                        path.getKey().split("/")[2],
                        answer(method.getValue().path("responses")))));
    }

    private static JsonNode answer(JsonNode responses) {
        JsonNode success = responses.has("201") ? responses.path("201") : responses.path("200");
        return success.path("content").path("application/json").path("schema");
    }

    /** The schemas of the events of a channel. */
    static Stream<JsonNode> payloads(JsonNode channel) {
        JsonNode document = sockets();
        return StreamSupport.stream(channel.path("messages").spliterator(), false)
                .map(message ->
                        document.at(message.path("$ref").asText().substring(1)).path("payload"));
    }

    /** Adds every field that a schema of a document has, at whatever depth. */
    static void fields(JsonNode document, JsonNode schema, Set<String> fields) {
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            JsonNode target = reference.startsWith("#") ? document : rest();
            fields(target, target.at(reference.substring(reference.indexOf('#') + 1)), fields);
        }
        schema.path("properties").properties().forEach(property -> {
            fields.add(property.getKey());
            fields(document, property.getValue(), fields);
        });
        if (schema.has("items")) {
            fields(document, schema.path("items"), fields);
        }
        for (String combined : new String[] {"allOf", "oneOf", "anyOf"}) {
            schema.path(combined).forEach(part -> fields(document, part, fields));
        }
    }

    static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
