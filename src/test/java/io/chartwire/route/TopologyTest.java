package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code routes list} and {@code routes graph} print of the shipped routes. */
class TopologyTest {
    private final Topology shipped = new Topology(RouteSet.read(Path.of("routes")));

    TopologyTest() throws IOException {}

    @Test
    void lists_each_route_with_where_it_begins_and_what_it_does() {
        assertThat(shipped.list())
                .anySatisfy(line -> assertThat(line)
                        .matches("claims-set-status +direct:claims-set-status +Moves a claim to another status .*"))
                .anySatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "sockets-accept-claims +vertx-websocket:/ws/claims +Takes in the sockets of one endpoint\\."));
    }

    @Test
    void draws_what_leads_to_a_route_and_where_it_leads() {
        assertThat(shipped.mermaid())
                .startsWith("flowchart LR")
                .contains(
                        "  subgraph dead-letters",
                        "  operations([operations of openapi.yaml]) --> claims-set-status",
                        "  claims-set-status --> postgres[(PostgreSQL)]",
                        "  changes([change log]) --> claims-route-events",
                        "  claims-route-events --> claims-route-new-status",
                        "  claims-route-events --> sockets([sockets])");
    }
}
