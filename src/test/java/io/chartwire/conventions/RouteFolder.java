package io.chartwire.conventions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder {@code routes} as an engineer edits it, and the names that Java code calls in it. */
final class RouteFolder {
    static final Path PATH = Path.of("routes");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<Path, JsonNode> READ = new ConcurrentHashMap<>();
    private static final Set<String> SENDS = Set.of("to", "toD", "wireTap", "enrich", "pollEnrich", "poll");

    private RouteFolder() {}

    /** A route; one made of a template has the template's description, configuration and steps. */
    record Route(Path file, String id, boolean templated, JsonNode definition) {
        String at() {
            return file + ", route " + id;
        }

        String from() {
            return definition.path("from").path("uri").asText();
        }

        String text(String field) {
            return definition.path(field).asText();
        }

        /** The routes of {@code rest/} but the one that lets all requests in. */
        boolean answersAnOperation() {
            return file.startsWith(PATH.resolve("rest")) && from().startsWith("direct:");
        }
    }

    /** A template; its definition has {@code parameters} and {@code route}. */
    record Template(Path file, String id, JsonNode definition) {
        String at() {
            return file + ", template " + id;
        }
    }

    /** One step anywhere in a file; {@code kind} is its EIP, such as {@code choice}. */
    record Step(String at, String kind, JsonNode definition) {
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

        /** Where it stands, with its id if it has one. */
        String place() {
            return at + ", " + kind + (id().isEmpty() ? "" : " " + id());
        }
    }

    static List<Path> files() {
        return below(PATH, ".camel.yaml");
    }

    static List<Route> routes() {
        Map<String, JsonNode> templates = templates().stream()
                .collect(Collectors.toMap(
                        Template::id, template -> template.definition().path("route")));
        List<Route> routes = new ArrayList<>();
        entries("route")
                .forEach((node, file) ->
                        routes.add(new Route(file, node.path("id").asText(), false, node)));
        entries("templatedRoute").forEach((node, file) -> {
            JsonNode template = templates.get(node.path("routeTemplateRef").asText());
            if (template == null) {
                throw new AssertionError(file + " uses the template "
                        + node.path("routeTemplateRef").asText() + ", which is not in routes/templates");
            }
            routes.add(new Route(file, node.path("routeId").asText(), true, template));
        });
        return routes;
    }

    static List<Template> templates() {
        List<Template> templates = new ArrayList<>();
        entries("routeTemplate")
                .forEach((node, file) ->
                        templates.add(new Template(file, node.path("id").asText(), node)));
        return templates;
    }

    static Set<String> configurations() {
        return entries("routeConfiguration").keySet().stream()
                .map(node -> node.path("id").asText())
                .collect(Collectors.toSet());
    }

    static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (String kind : List.of("route", "routeTemplate", "routeConfiguration")) {
            entries(kind)
                    .forEach((node, file) ->
                            collect(file + ", " + kind + " " + node.path("id").asText(), node, steps));
        }
        return steps;
    }

    /** The ids of routes that Java code calls by name, in a string such as {@code "direct:dead-letters-record-failure"}. */
    static Set<String> calledByJava() {
        return named(SOURCES, ".java", Pattern.compile("\"direct:([a-z0-9-]+)\""));
    }

    /** What a pattern's first group finds in all files below a folder. */
    static Set<String> named(Path folder, String extension, Pattern pattern) {
        return below(folder, extension).stream()
                .flatMap(file -> pattern.matcher(text(file)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> namedInSources(String pattern) {
        return named(SOURCES, ".java", Pattern.compile(pattern));
    }

    static JsonNode yaml(String name) {
        return yaml(PATH.resolve(name));
    }

    static JsonNode yaml(Path file) {
        return READ.computeIfAbsent(file, it -> {
            try {
                return YAML.readTree(it.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(it + " is no YAML", e);
            }
        });
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> below(Path folder, String extension) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<JsonNode, Path> entries(String kind) {
        Map<JsonNode, Path> entries = new LinkedHashMap<>();
        for (Path file : files()) {
            for (JsonNode entry : yaml(file)) {
                if (entry.has(kind)) {
                    entries.put(entry.path(kind), file);
                }
            }
        }
        return entries;
    }

    private static void collect(String at, JsonNode node, List<Step> steps) {
        if (node.isObject() && node.path("steps").isArray()) {
            node.path("steps").forEach(step -> step.properties()
                    .forEach(entry -> steps.add(new Step(at, entry.getKey(), entry.getValue()))));
        }
        node.forEach(child -> collect(at, child, steps));
    }
}
