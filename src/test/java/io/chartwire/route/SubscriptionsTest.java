package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final String EVENTS =
            """
            - route:
                id: claims-route-events
                from:
                  uri: direct:claims-route-events
                  steps:
                    - to: {uri: 'kamelet:event', parameters: {name: claim:denied}}
                    - to: {uri: 'kamelet:event', parameters: {name: claim:paid}}
            """;

    @Test
    void lets_a_subscription_pass_to_events_of_its_resource() {
        assertThat(problems("subscription:claims", "claim:denied, claim:paid")).isEmpty();
    }

    @Test
    void names_an_event_that_is_never_made() {
        assertThat(problems("subscription:claims", "claim:denied,claim:denyed"))
                .containsExactly("deliveries/a.camel.yaml:1: Route claims-deliver-denial subscribes to claim:denyed,"
                        + " which no event route of claims makes");
        assertThat(problems("subscription:payments", "claim:denied")).hasSize(1);
    }

    private static List<String> problems(String from, String events) {
        String delivery =
                """
                - route:
                    id: claims-deliver-denial
                    from:
                      uri: %s
                      parameters: {events: '%s'}
                      steps:
                        - to: {uri: 'log:x'}
                """
                        .formatted(from, events);
        RouteFiles files = RouteFiles.of(
                RouteSet.of(List.of(file("deliveries/a.camel.yaml", delivery), file("events/b.camel.yaml", EVENTS))));
        return Subscriptions.problems(files).stream().map(Problem::toString).toList();
    }

    private static RouteFile file(String path, String text) {
        return new RouteFile(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
