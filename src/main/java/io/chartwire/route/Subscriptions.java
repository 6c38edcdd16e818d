package io.chartwire.route;

import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The routes that deliver events to other systems: each event that they ask for has to be one that is made. */
final class Subscriptions {
    private static final String SCHEME = "subscription:";

    private Subscriptions() {}

    /** A misspelt event would be waited for in vain. */
    static List<Problem> problems(RouteFiles files) {
        return files.routes()
                .filter(route -> route.from().startsWith(SCHEME))
                .flatMap(route -> problems(route, files))
                .toList();
    }

    private static Stream<Problem> problems(Entry route, RouteFiles files) {
        String resource = route.from().substring(SCHEME.length()).replaceFirst("\\?.*", "");
        Set<String> made = files.steps().stream()
                .filter(step ->
                        step.uri().equals("kamelet:event") && step.entry().id().startsWith(resource + "-"))
                .map(Step::parameters)
                .map(parameters -> parameters.path("name").asText())
                .collect(Collectors.toSet());
        String events = route.definition()
                .path("from")
                .path("parameters")
                .path("events")
                .asText();
        return Arrays.stream(events.split(","))
                .map(String::strip)
                .filter(event -> !event.isEmpty() && !made.contains(event))
                .map(event -> route.problem("Route " + route.id() + " subscribes to " + event
                        + ", which no event route of " + resource + " makes"));
    }
}
