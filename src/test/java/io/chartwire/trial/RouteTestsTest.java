package io.chartwire.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests of {@code routes/tests}, one by one, and what they leave untried. */
class RouteTestsTest {
    private static final Path ROUTES = Path.of("routes");
    private static EventTrial trial;

    @BeforeAll
    static void start_the_event_routes() throws Exception {
        trial = new EventTrial(ROUTES);
    }

    @AfterAll
    static void stop_them() {
        trial.close();
    }

    @TestFactory
    Stream<DynamicTest> shipped_tests() throws IOException {
        return RouteTest.in(ROUTES).stream()
                .map(test ->
                        DynamicTest.dynamicTest(test.resource() + ": " + test.name(), () -> assertThat(trial.run(test))
                                .isEmpty()));
    }

    @Test
    void every_node_and_every_branch_of_the_event_routes_is_tried() throws Exception {
        try (EventTrial fresh = new EventTrial(ROUTES)) {
            RouteTest.in(ROUTES).forEach(fresh::run);
            assertThat(fresh.coverage().missed()).isEmpty();
            assertThat(fresh.coverage().nodes()).isGreaterThan(50);
        }
    }
}
