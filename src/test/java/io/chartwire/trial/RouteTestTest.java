package io.chartwire.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route test says when it does not hold, and when it is none. */
class RouteTestTest {
    private static final Path ROUTES = Path.of("routes");

    @TempDir
    private Path folder;

    @Test
    void names_the_events_that_came_instead() throws Exception {
        assertThat(differences("events: [{event: claim:updated}, {event: claim:paid}]"))
                .containsExactly(
                        "expected claim:updated, claim:paid",
                        "but got  claim:status_changed, claim:updated, claim:denied");
        assertThat(differences("events: []").get(0)).isEqualTo("expected no events");
    }

    @Test
    void points_at_the_data_that_differ() throws Exception {
        assertThat(
                        differences(
                                """
                        events:
                              - event: claim:status_changed
                                data: {claimId: c1, oldStatus: submitted}
                              - event: claim:updated
                                includes: {claim: {status: paid}}
                              - event: claim:denied
                                data: {claimId: c1, reason: CO-51, code: 1}"""))
                .containsExactly(
                        "claim:status_changed/newStatus: expected nothing but got \"denied\"",
                        "claim:updated/claim/status: expected \"paid\" but got \"denied\"",
                        "claim:denied/reason: expected \"CO-51\" but got \"CO-50\"",
                        "claim:denied/code: expected 1 but got nothing");
    }

    @Test
    void says_which_resource_has_no_route() throws Exception {
        write("resource: claim\ntests: [{name: A, after: {}, events: []}]");
        try (EventTrial trial = new EventTrial(ROUTES)) {
            assertThat(trial.run(RouteTest.in(folder).get(0)))
                    .containsExactly("failed: There is no route claim-route-events");
        }
    }

    @Test
    void lists_the_nodes_and_the_branches_that_no_test_reaches() throws Exception {
        write("resource: hl7\ntests: [{name: A, after: {status: unmatched}, events: [{event: hl7:unmatched}]}]");
        try (EventTrial trial = new EventTrial(ROUTES)) {
            assertThat(trial.run(RouteTest.in(folder).get(0))).isEmpty();
            assertThat(trial.coverage().missed())
                    .contains(
                            "hl7-route-events: choose-unmatched, not held",
                            "claims-route-events: choose-claim-change",
                            "claims-route-new-status: choose-claim-new-status, none chosen",
                            "claims-route-new-status: to-sockets-claim-denied")
                    .doesNotContain("hl7-route-events: choose-unmatched", "hl7-route-events: to-sockets-hl7-unmatched");
        }
    }

    @Test
    void takes_a_row_as_rest_gives_it() throws Exception {
        write(
                """
                resource: claims
                row: {id: c1, denialReason: CO-50}
                tests:
                  - name: A denial
                    before: {status: submitted, denial_reason: null}
                    after: {status: denied}
                    events:
                      - event: claim:status_changed
                      - event: claim:updated
                      - event: claim:denied
                        data: {claimId: c1, reason: CO-50}""");
        try (EventTrial trial = new EventTrial(ROUTES)) {
            assertThat(trial.run(RouteTest.in(folder).get(0))).isEmpty();
        }
    }

    @Test
    void says_where_a_file_is_no_route_tests() throws IOException {
        Map<String, String> faults = Map.of(
                "resource: claims\ntests: [{name: A, after: {}}]", "Missing required creator property 'events'",
                "resource: claims\ntests: [{name: A, after: {}, events: }]", "[] expects none",
                "resource: claims\ntests: [{name: A, after: {}, events: [], given: {}}]",
                        "Unrecognized field \"given\"",
                "resource: claims\ntests:", "tests must be a list of tests",
                "resource: claims\ntests: [null]", "tests must be a list of tests",
                "resource: claims\ntests: [{name: A, after: {}, events: [null]}]", "[] expects none",
                "resource: claims\ntests: [{name: A, after: {denialReason: a, denial_reason: b}, events: []}]",
                        "denial_reason is there twice",
                "tests: []", "Missing required creator property 'resource'",
                "resource: claims\ntests: [", "expected the node content");
        for (Map.Entry<String, String> fault : faults.entrySet()) {
            write(fault.getKey());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RouteTest.in(folder))
                    .withMessageContaining("claims.yaml:")
                    .withMessageContaining(fault.getValue());
        }
    }

    private List<String> differences(String events) throws Exception {
        write(
                """
                resource: claims
                row: {id: c1}
                tests:
                  - name: A denial
                    before: {status: submitted}
                    after: {status: denied, denial_reason: CO-50}
                    %s"""
                        .formatted(events));
        try (EventTrial trial = new EventTrial(ROUTES)) {
            return trial.run(RouteTest.in(folder).get(0));
        }
    }

    private void write(String tests) throws IOException {
        Files.createDirectories(folder.resolve("tests"));
        Files.writeString(folder.resolve("tests/claims.yaml"), tests);
    }
}
