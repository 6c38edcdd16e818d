package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.Settings;
import io.chartwire.StepObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** The routes of a set run in a context of their own, with no hub, and tell each what is wrong with it. */
class ScratchContextTest {
    private static final Settings SETTINGS = Settings.load(Map.of());

    @Test
    void runs_the_shipped_routes() throws IOException {
        RouteSet shipped = RouteSet.read(Path.of("routes"));
        try (ScratchContext scratch = start(shipped)) {
            assertThat(scratch.problems()).isEmpty();
            assertThat(scratch.context().getRoutes())
                    .extracting(Route::getRouteId)
                    .containsAll(RouteFiles.of(shipped)
                            .routes()
                            .map(RouteFiles.Entry::id)
                            .toList());
        }
    }

    @Test
    void tells_of_each_route_what_is_wrong_with_it_and_runs_the_others() throws IOException {
        RouteSet set = withFile(
                """
                - route:
                    id: claims-one
                    from:
                      uri: direct:claims-one
                      steps:
                        - to:
                            uri: log:x
                        - to:
                            uri: netty:tcp://localhost:1
                            parameters:
                              no-such-option: 1
                - route:
                    id: claims-two
                    from:
                      uri: direct:claims-two
                      steps:
                        - setBody:
                            constant: "{{sql:claims/absent}}"
                - route:
                    id: claims-three
                    from:
                      uri: direct:claims-three
                      steps:
                        - to:
                            uri: kamelet:read
                            parameters:
                              sql: claims/absent
                - route:
                    id: claims-four
                    from:
                      uri: direct:claims-four
                      steps:
                        - to: direct:claims-one
                """);
        try (ScratchContext scratch = start(set)) {
            assertThat(scratch.problems()).extracting(Problem::line).containsExactly(11, 12, 24);
            assertThat(scratch.problems().toString())
                    .contains("netty has no option noSuchOption")
                    .contains("There is no statement sql/claims/absent.sql");
            assertThat(scratch.context().getRoute("claims-four")).isNotNull();
        }
    }

    private static ScratchContext start(RouteSet set) {
        return ScratchContext.start(set, StepObjects.unconnected(), SETTINGS.properties());
    }

    private static RouteSet withFile(String yaml) throws IOException {
        List<RouteFile> files = Stream.concat(
                        RouteSet.read(Path.of("routes")).files().stream(),
                        Stream.of(new RouteFile("rest/own.camel.yaml", yaml.getBytes(StandardCharsets.UTF_8))))
                .toList();
        return RouteSet.of(files);
    }
}
