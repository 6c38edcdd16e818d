package io.chartwire.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route of a set, told apart from its other versions by all that it is made of: its text, and that of the templates,
 * configurations, statements and transitions that it names.
 *
 * @param hash the same for two sets when the route need not be replaced
 * @param from where it begins, such as {@code direct:claims-set-status}
 * @param calls the {@code direct:} routes that it sends to
 */
record RouteState(String file, int line, String hash, String from, Set<String> calls) {
    /** Connections hang on these, so that they are not replaced before the hub is started again. */
    private static final Set<String> DOORS = Set.of("netty", "netty-http", "platform-http", "vertx-websocket", "mllp");

    private static final Pattern INNER = Pattern.compile("(?:direct|kamelet):.*");

    /** Whether clients are connected to it. */
    boolean isDoor() {
        return DOORS.contains(from.replaceFirst(":.*", ""));
    }

    /** Whether only other routes and the hub itself send to it. */
    boolean isInner() {
        return INNER.matcher(from).matches();
    }

    /** The routes of a set by their ids. */
    static Map<String, RouteState> of(RouteSet set) {
        return new Reading(set).states();
    }

    private static final class Reading {
        private static final Pattern STATEMENT = Pattern.compile("\\{\\{sql:([^{}]+)\\}\\}");

        private final RouteSet set;
        private final RouteFiles files;
        private final Map<String, Entry> shared;
        private final JsonNode transitions;
        private final String everywhere;

        Reading(RouteSet set) {
            this.set = set;
            this.files = RouteFiles.of(set);
            this.shared = files.entries().stream()
                    .filter(entry ->
                            entry.kind().equals("routeTemplate") || entry.kind().equals("routeConfiguration"))
                    .collect(Collectors.toMap(Entry::id, Function.identity(), (first, second) -> first));
            this.transitions = transitions(set);
            Set<String> own = Set.of("route", "templatedRoute", "routeTemplate", "routeConfiguration");
            this.everywhere = files.entries().stream()
                    .filter(entry -> !own.contains(entry.kind()))
                    .map(entry -> entry.definition().toString())
                    .collect(Collectors.joining("\n"));
        }

        Map<String, RouteState> states() {
            Map<String, RouteState> states = new LinkedHashMap<>();
            files.routes().forEach(route -> states.put(route.id(), state(route)));
            return states;
        }

        private RouteState state(Entry route) {
            StringBuilder parts = new StringBuilder(everywhere);
            gather(route.definition(), parts, new HashSet<>());
            Entry template =
                    shared.get(route.definition().path("routeTemplateRef").asText());
            String from = template == null ? route.from() : filled(template, route);
            return new RouteState(
                    route.file(),
                    route.line(),
                    ContentHash.of(parts.toString().getBytes(StandardCharsets.UTF_8)),
                    from,
                    files.steps(template == null ? route : template)
                            .filter(Step::sends)
                            .map(Step::uri)
                            .filter(uri -> uri.startsWith("direct:"))
                            .collect(Collectors.toSet()));
        }

        /** Where the route of a template begins, with its parameters in their places. */
        private static String filled(Entry template, Entry route) {
            String from = template.definition().at("/route/from/uri").asText();
            for (JsonNode parameter : route.definition().path("parameters")) {
                from = from.replace(
                        "{{" + parameter.path("name").asText() + "}}",
                        parameter.path("value").asText());
            }
            return from;
        }

        private void gather(JsonNode node, StringBuilder parts, Set<String> seen) {
            parts.append('\n').append(node);
            texts(node).forEach(text -> {
                if (seen.add(text)) {
                    named(text, parts, seen);
                }
            });
        }

        private void named(String text, StringBuilder parts, Set<String> seen) {
            Entry entry = shared.get(text.replaceFirst("^kamelet:", ""));
            if (entry != null) {
                gather(entry.definition(), parts, seen);
            }
            statement(text, parts);
            STATEMENT.matcher(text).results().forEach(found -> statement(found.group(1), parts));
            parts.append(transitions.path(text));
            set.files().stream()
                    .filter(file -> !file.path().endsWith(".yaml") && text.contains(file.path()))
                    .forEach(file -> parts.append(file.hash()));
        }

        private void statement(String name, StringBuilder parts) {
            if (set.file("sql/" + name + ".sql").isPresent()) {
                try {
                    parts.append(set.statements().text(name));
                } catch (UncheckedIOException | IllegalArgumentException e) {
                    parts.append(e.getMessage());
                }
            }
        }

        private static Set<String> texts(JsonNode node) {
            Set<String> texts = new HashSet<>();
            if (node.isTextual()) {
                texts.add(node.asText());
            }
            node.forEach(child -> texts.addAll(texts(child)));
            return texts;
        }

        private static JsonNode transitions(RouteSet set) {
            try {
                return YamlDocument.parse(set.text(Definitions.TRANSITIONS).orElse("{}"))
                        .root();
            } catch (YamlDocument.NoYaml e) {
                return MissingNode.getInstance();
            }
        }
    }
}
