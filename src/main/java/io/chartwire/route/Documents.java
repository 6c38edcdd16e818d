package io.chartwire.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The documents beside the routes with the lines of their parts, and whether they agree with each other and with the routes. */
final class Documents {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final List<String> PARTS_OF_AUDIENCES =
            List.of("groups", "mapping", "resources", "events", "operations", "phi");
    private static final List<String> PARTS_OF_PHI = List.of("roles", "operations", "searches", "open");
    private static final Pattern TENANTS_OWN = Pattern.compile("/ws/(.+)");

    private final Map<String, YamlDocument> parsed = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Documents(RouteSet set) {
        for (String file :
                List.of(Definitions.CONTRACT, Definitions.EVENTS, Definitions.AUDIENCES, Definitions.TRANSITIONS)) {
            Optional<String> text = set.text(file);
            if (text.isEmpty()) {
                problems.add(new Problem(file, 0, "This file is needed, as UTF-8 text"));
                continue;
            }
            try {
                parsed.put(file, YamlDocument.parse(text.get()));
            } catch (YamlDocument.NoYaml e) {
                problems.add(e.in(file));
            }
        }
    }

    /** Whether all of them could be read, so that what they lack is lacking. */
    boolean areRead() {
        return problems.isEmpty();
    }

    /** The ids of the contract's operations. */
    Set<String> operations() {
        return operationNodes().keySet();
    }

    /** The names of the parameters of the contract's operations. */
    Set<String> parameters() {
        return tree(Definitions.CONTRACT).findParents("in").stream()
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is wrong with the documents, and where routes and documents do not fit. */
    List<Problem> problems(RouteFiles files) {
        List<Problem> found = new ArrayList<>(problems);
        references(Definitions.CONTRACT, found);
        references(Definitions.EVENTS, found);
        operations(files, found);
        events(files, found);
        audiences(found);
        privacy(found);
        transitions(found);
        return found;
    }

    private void operations(RouteFiles files, List<Problem> found) {
        if (!parsed.containsKey(Definitions.CONTRACT)) {
            return;
        }
        Set<String> routes = files.entries("route").map(Entry::id).collect(Collectors.toSet());
        JsonNode resources = tree(Definitions.AUDIENCES).path("resources");
        operationNodes().forEach((id, operation) -> {
            if (!routes.contains(id) && files.problems().isEmpty()) {
                found.add(at(Definitions.CONTRACT, operation, "Operation " + id + " has no route of that id"));
            }
        });
        tree(Definitions.CONTRACT).path("paths").properties().forEach(path -> {
            String resource = path.getKey().replaceFirst("^/api/", "").replaceFirst("/.*", "");
            if (parsed.containsKey(Definitions.AUDIENCES) && !resources.has(resource)) {
                found.add(at(
                        Definitions.CONTRACT,
                        path.getValue(),
                        "Nobody may use " + path.getKey() + ": name the resource " + resource + " in "
                                + Definitions.AUDIENCES));
            }
        });
    }

    private void events(RouteFiles files, List<Problem> found) {
        if (!parsed.containsKey(Definitions.EVENTS)) {
            return;
        }
        Set<String> known = eventNames();
        for (Step step : files.steps()) {
            String name = step.parameters().path("name").asText();
            if (step.uri().equals("kamelet:event") && !name.isEmpty() && !known.contains(name)) {
                found.add(step.problem("The event " + name + " is not in " + Definitions.EVENTS));
            }
        }
        JsonNode resources = tree(Definitions.AUDIENCES).path("resources");
        files.entries("templatedRoute")
                .forEach(route -> route.definition().path("parameters").forEach(parameter -> {
                    var path = TENANTS_OWN.matcher(parameter.path("value").asText());
                    if (path.matches() && parsed.containsKey(Definitions.AUDIENCES) && !resources.has(path.group(1))) {
                        found.add(route.problem("Nobody may open " + path.group() + ": name the resource "
                                + path.group(1) + " in " + Definitions.AUDIENCES));
                    }
                }));
    }

    private void audiences(List<Problem> found) {
        JsonNode table = tree(Definitions.AUDIENCES);
        JsonNode bearer = tree(Definitions.CONTRACT).at("/components/securitySchemes/bearer/description");
        Set<String> roles = new TreeSet<>(List.of(bearer.asText().split("[^a-z_]+")));
        JsonNode groups = table.path("groups");
        groups.properties().stream()
                .filter(group -> leadsTo(group.getKey(), group.getValue(), groups, new HashSet<>()))
                .forEach(group -> found.add(
                        at(Definitions.AUDIENCES, group.getValue(), "The group " + group.getKey() + " names itself")));
        for (String part : List.of("/groups", "/resources", "/events", "/operations", "/phi/roles")) {
            names(table.at(part)).forEach(name -> {
                if (!groups.has(name.asText()) && !bearer.isMissingNode() && !roles.contains(name.asText())) {
                    found.add(at(
                            Definitions.AUDIENCES,
                            name,
                            name.asText() + " is neither one of the groups nor a role that " + Definitions.CONTRACT
                                    + " names"));
                }
            });
        }
        if (parsed.containsKey(Definitions.EVENTS)) {
            Set<String> events = eventNames();
            table.path("events").properties().stream()
                    .filter(event -> !events.contains(event.getKey()))
                    .forEach(event -> found.add(at(
                            Definitions.AUDIENCES,
                            event.getValue(),
                            "The event " + event.getKey() + " is not in " + Definitions.EVENTS)));
        }
        if (parsed.containsKey(Definitions.CONTRACT)) {
            table.path("operations").properties().stream()
                    .filter(operation -> !operations().contains(operation.getKey()))
                    .forEach(operation -> found.add(at(
                            Definitions.AUDIENCES,
                            operation.getValue(),
                            "The operation " + operation.getKey() + " is not in " + Definitions.CONTRACT)));
        }
        onlyParts(table, PARTS_OF_AUDIENCES, found);
    }

    /** What is misspelt under {@code phi} would be told to everybody. */
    private void privacy(List<Problem> found) {
        if (!parsed.containsKey(Definitions.AUDIENCES)) {
            return;
        }
        JsonNode phi = tree(Definitions.AUDIENCES).path("phi");
        if (!phi.isObject()) {
            found.add(new Problem(
                    Definitions.AUDIENCES, 0, "Say who sees patients' data, as in phi: {roles: [everybody]}"));
        }
        onlyParts(phi, PARTS_OF_PHI, found);
        onlyNames(phi.path("operations"), operations(), "operation", found);
        onlyNames(phi.path("searches"), parameters(), "parameter", found);
    }

    private void onlyParts(JsonNode object, List<String> parts, List<Problem> found) {
        object.properties().stream()
                .filter(part -> !parts.contains(part.getKey()))
                .forEach(part -> found.add(at(
                        Definitions.AUDIENCES,
                        part.getValue(),
                        part.getKey() + " is none of " + String.join(", ", parts))));
    }

    private void onlyNames(JsonNode list, Set<String> known, String what, List<Problem> found) {
        if (!list.isArray() && !list.isMissingNode()) {
            found.add(at(Definitions.AUDIENCES, list, "This must be a list, as in [" + list.asText() + "]"));
        }
        for (JsonNode name : list) {
            if (parsed.containsKey(Definitions.CONTRACT) && !known.contains(name.asText())) {
                found.add(at(
                        Definitions.AUDIENCES,
                        name,
                        "The " + what + " " + name.asText() + " is not in " + Definitions.CONTRACT));
            }
        }
    }

    private void transitions(List<Problem> found) {
        JsonNode resources = tree(Definitions.AUDIENCES).path("resources");
        tree(Definitions.TRANSITIONS).properties().forEach(resource -> {
            if (parsed.containsKey(Definitions.AUDIENCES) && !resources.has(resource.getKey())) {
                found.add(at(
                        Definitions.TRANSITIONS,
                        resource.getValue(),
                        "There is no resource " + resource.getKey() + " in " + Definitions.AUDIENCES));
            }
            if (!resource.getValue().isObject()) {
                found.add(at(
                        Definitions.TRANSITIONS,
                        resource.getValue(),
                        "Say for each status of " + resource.getKey()
                                + " which may follow, as in draft: [ready, submitted]"));
            }
            resource.getValue().properties().forEach(status -> {
                boolean list = status.getValue().isArray();
                for (JsonNode next : status.getValue()) {
                    list &= next.isTextual();
                }
                if (!list) {
                    found.add(at(
                            Definitions.TRANSITIONS,
                            status.getValue(),
                            "What may follow " + status.getKey()
                                    + " must be a list of statuses, as in [ready, submitted]"));
                }
            });
        });
    }

    /** What {@code $ref}s of a document lead to nothing. */
    private void references(String file, List<Problem> found) {
        JsonNode root = tree(file);
        for (JsonNode holder : root.findParents("$ref")) {
            String reference = holder.path("$ref").asText();
            if (reference.startsWith("#/") && root.at(reference.substring(1)).isMissingNode()) {
                found.add(at(file, holder.path("$ref"), "There is nothing at " + reference));
            }
        }
    }

    private Map<String, JsonNode> operationNodes() {
        Map<String, JsonNode> operations = new HashMap<>();
        tree(Definitions.CONTRACT).path("paths").forEach(path -> path.properties()
                .forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        operations.put(method.getValue().path("operationId").asText(), method.getValue());
                    }
                }));
        return operations;
    }

    private Set<String> eventNames() {
        return tree(Definitions.EVENTS).findValuesAsText("name").stream().collect(Collectors.toSet());
    }

    private static boolean leadsTo(String group, JsonNode list, JsonNode groups, Set<String> seen) {
        return names(list).stream()
                .map(JsonNode::asText)
                .anyMatch(name ->
                        name.equals(group) || seen.add(name) && leadsTo(group, groups.path(name), groups, seen));
    }

    private static List<JsonNode> names(JsonNode node) {
        List<JsonNode> names = new ArrayList<>();
        if (node.isTextual()) {
            names.add(node);
        }
        node.forEach(child -> names.addAll(names(child)));
        return names;
    }

    private JsonNode tree(String file) {
        YamlDocument document = parsed.get(file);
        return document == null ? MissingNode.getInstance() : document.root();
    }

    private Problem at(String file, JsonNode node, String sentence) {
        return new Problem(file, parsed.get(file).line(node), sentence);
    }
}
