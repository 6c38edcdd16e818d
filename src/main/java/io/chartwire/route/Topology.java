package io.chartwire.route;

import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The routes of a set and what leads from one to another. */
public final class Topology {
    private static final String DATABASE = "{{chartwire.database.endpoint}}";

    private final RouteFiles files;
    private final Set<String> operations;
    private final Map<String, RouteState> routes;

    public Topology(RouteSet set) {
        this.files = RouteFiles.of(set);
        this.operations = new Documents(set).operations();
        this.routes = RouteState.of(set);
    }

    /** What of the files could not be read, and so is missing in the rest. */
    public List<Problem> problems() {
        return files.problems();
    }

    /** A line for each route: its id, where it begins, and what it does. */
    public List<String> list() {
        int widest = routes.keySet().stream().mapToInt(String::length).max().orElse(0);
        int from = routes.values().stream()
                .mapToInt(route -> shown(route.from()).length())
                .max()
                .orElse(0);
        String format = "%-" + Math.max(1, widest) + "s  %-" + Math.max(1, from) + "s  %s";
        return files.routes()
                .map(route -> format.formatted(
                        route.id(),
                        shown(routes.get(route.id()).from()),
                        body(route).definition().at("/description").asText()))
                .sorted()
                .toList();
    }

    /** The topology as a Mermaid flowchart: a box for each feature, an edge for each way that an exchange can take. */
    public List<String> mermaid() {
        Map<String, List<String>> features = new LinkedHashMap<>();
        Set<String> edges = new LinkedHashSet<>();
        files.routes().forEach(route -> {
            features.computeIfAbsent(feature(route), it -> new ArrayList<>()).add(route.id());
            String from = routes.get(route.id()).from();
            if (!from.startsWith("direct:")) {
                edges.add("source_" + node(shown(from)) + "([\"" + shown(from) + "\"]) --> " + route.id());
            } else if (operations.contains(route.id())) {
                edges.add("operations([operations of openapi.yaml]) --> " + route.id());
            } else if (route.id().endsWith("-route-events")) {
                edges.add("changes([change log]) --> " + route.id());
            }
            files.steps(body(route))
                    .filter(Step::sends)
                    .forEach(step -> edges.add(route.id() + " --> " + target(step)));
        });
        List<String> lines = new ArrayList<>(List.of("flowchart LR"));
        features.forEach((feature, ids) -> {
            lines.add("  subgraph " + feature);
            ids.stream().sorted().forEach(id -> lines.add("    " + id));
            lines.add("  end");
        });
        edges.stream().sorted().forEach(edge -> lines.add("  " + edge));
        return lines;
    }

    private String target(Step step) {
        String uri = step.uri().replaceFirst("\\?.*", "");
        if (uri.startsWith("direct:")) {
            return uri.contains("${") ? "operations" : uri.substring("direct:".length());
        }
        return switch (uri) {
            case "kamelet:read", "kamelet:write", DATABASE -> "postgres[(PostgreSQL)]";
            case "kamelet:event" -> "sockets([sockets])";
            default -> "target_" + node(uri) + "([\"" + uri + "\"])";
        };
    }

    /** Where the steps of a route stand: in itself, or in the template that it is made of. */
    private Entry body(Entry route) {
        String template = route.definition().path("routeTemplateRef").asText();
        return files.entries("routeTemplate")
                .filter(entry -> entry.id().equals(template))
                .findFirst()
                .orElse(route);
    }

    /** The word that the ids of a file's or a folder's routes begin with. */
    private static String feature(Entry route) {
        String folder = route.file().replaceFirst("/?[^/]*$", "").replaceFirst("^.*/", "");
        String name = route.file().replaceFirst("^.*/", "").replaceFirst("\\..*$", "");
        while (!name.isEmpty()) {
            if (route.id().startsWith(name + "-")) {
                return name;
            }
            name = name.replaceFirst("-?[^-]*$", "");
        }
        return route.id().startsWith(folder + "-") ? folder : route.id().replaceFirst("-.*", "");
    }

    private static String shown(String uri) {
        return uri.replace("{{chartwire.bind}}:{{chartwire.mllp.port}}", "mllp");
    }

    private static String node(String uri) {
        return uri.replaceAll("[^A-Za-z0-9]+", "_");
    }
}
