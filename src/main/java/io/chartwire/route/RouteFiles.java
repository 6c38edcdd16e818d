package io.chartwire.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the route files of a set define: routes, templates, configurations, and each step in them, with its line. */
final class RouteFiles {
    private static final Set<String> SENDS = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich", "poll");

    private final Map<String, YamlDocument> documents = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /**
     * One item of a route file.
     *
     * @param kind {@code route}, {@code templatedRoute}, {@code routeTemplate}, {@code routeConfiguration} or another of the DSL
     */
    record Entry(String file, int line, String kind, JsonNode definition) {
        String id() {
            return definition
                    .path(kind.equals("templatedRoute") ? "routeId" : "id")
                    .asText();
        }

        /** Whether it is a route, be it one made of a template. */
        boolean isRoute() {
            return kind.equals("route") || kind.equals("templatedRoute");
        }

        /** Where a route of its own begins, such as {@code direct:claims-set-status}; empty for other kinds. */
        String from() {
            return definition.path("from").path("uri").asText();
        }

        Problem problem(String sentence) {
            return new Problem(file, line, sentence);
        }
    }

    /** One step anywhere in an entry; {@code kind} is its EIP, such as {@code choice}. */
    record Step(Entry entry, int line, String kind, JsonNode definition) {
        boolean sends() {
            return SENDS.contains(kind);
        }

        String id() {
            return definition.path("id").asText();
        }

        String uri() {
            return definition.isTextual()
                    ? definition.asText()
                    : definition.path("uri").asText();
        }

        JsonNode parameters() {
            return definition.path("parameters");
        }

        Problem problem(String sentence) {
            return new Problem(entry.file(), line, sentence);
        }
    }

    private RouteFiles() {}

    /** Reads the route files of a set; one that is no YAML is a problem and has no entries. */
    static RouteFiles of(RouteSet set) {
        RouteFiles files = new RouteFiles();
        set.routeFiles().forEach(files::add);
        return files;
    }

    /** What could not be read. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    Stream<Entry> entries(String kind) {
        return entries.stream().filter(entry -> entry.kind().equals(kind));
    }

    /** The routes, those made of a template included. */
    Stream<Entry> routes() {
        return entries.stream().filter(Entry::isRoute);
    }

    Optional<Entry> route(String id) {
        return routes().filter(route -> route.id().equals(id)).findFirst();
    }

    Stream<Step> steps(Entry entry) {
        return steps.stream().filter(step -> step.entry() == entry);
    }

    Map<String, YamlDocument> documents() {
        return Map.copyOf(documents);
    }

    private void add(RouteFile file) {
        Optional<String> text = file.text();
        if (text.isEmpty()) {
            problems.add(new Problem(file.path(), 0, "The file is not UTF-8 text"));
            return;
        }
        try {
            YamlDocument document = YamlDocument.parse(text.get());
            documents.put(file.path(), document);
            requireEntries(file.path(), document);
            document.root().forEach(item -> item.properties().forEach(field -> {
                Entry entry = new Entry(file.path(), document.line(item), field.getKey(), field.getValue());
                entries.add(entry);
                collect(entry, document, field.getValue());
            }));
        } catch (YamlDocument.NoYaml e) {
            problems.add(e.in(file.path()));
        }
    }

    private void requireEntries(String file, YamlDocument document) {
        if (!document.root().isArray()) {
            problems.add(
                    new Problem(file, 1, "A file of routes is a list, whose items begin with - route: or the like"));
        }
        for (JsonNode item : document.root()) {
            if (document.root().isArray() && !item.isObject()) {
                problems.add(
                        new Problem(file, document.line(item), "This is no route: begin it with - route: or the like"));
            }
        }
    }

    private void collect(Entry entry, YamlDocument document, JsonNode node) {
        if (node.isObject() && node.path("steps").isArray()) {
            node.path("steps").forEach(step -> step.properties()
                    .forEach(field ->
                            steps.add(new Step(entry, document.line(step), field.getKey(), field.getValue()))));
        }
        node.forEach(child -> collect(entry, document, child));
    }
}
