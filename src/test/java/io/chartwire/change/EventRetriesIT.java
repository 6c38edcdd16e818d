package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event routes with a side effect that is away for a while, with a mapping that breaks, and with an error that stays. */
class EventRetriesIT {
    /** What the routes of claims do: {@code away} fails as a connection does that is refused, {@code broken} as a bug does. */
    private static final String STATE = "chartwire.test.claims";

    private static RunningHub hub;

    private final Clinic clinic = hub.clinic();
    private final Client billing = clinic.as("billing");
    private final Client engineer = clinic.as("integration");

    @BeforeAll
    static void a_hub_with_routes_that_can_be_made_to_fail(@TempDir Path routes) throws IOException {
        RoutesCopy.to(routes);
        Path claims = routes.resolve("events/claims.camel.yaml");
        Files.writeString(claims, failing(Files.readString(claims)));
        hub = RunningHub.alone(Map.of("chartwire.routes", routes.toString(), "chartwire.dead-letters.attempts", "3"));
    }

    @AfterAll
    static void close() {
        hub.close();
    }

    @AfterEach
    void mend() {
        System.clearProperty(STATE);
    }

    @Test
    void tries_again_what_may_pass_in_the_order_of_the_object_while_others_go_on() {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String waiting = claim(1, "x");
            String other = claim(2, "x");
            screen.expect("claim:created", "claim:created");
            System.setProperty(STATE, "away");
            move(waiting, "ready");
            move(waiting, "submitted");
            move(other, "submitted");
            assertThat(screen.expect("claim:status_changed", "claim:updated", "claim:submitted"))
                    .allSatisfy(frame -> assertThat(claimOf(frame)).isEqualTo(other));
            assertThat(letters("pending")).isEmpty();

            System.clearProperty(STATE);

            List<JsonNode> late = screen.expect(
                    "claim:status_changed",
                    "claim:updated",
                    "claim:status_changed",
                    "claim:updated",
                    "claim:submitted");
            assertThat(late).allSatisfy(frame -> assertThat(claimOf(frame)).isEqualTo(waiting));
            assertThat(late.get(0).path("data").path("newStatus").asText()).isEqualTo("ready");
            assertThat(letters("pending")).isEmpty();
            move(waiting, "denied");
            screen.expect("claim:status_changed", "claim:updated", "claim:denied");
        }
    }

    @Test
    void leaves_what_does_not_pass_in_time_to_a_person_and_goes_on_with_the_object() {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String stuck = claim(1, "x");
            screen.expect("claim:created");
            System.setProperty(STATE, "away");
            move(stuck, "submitted");
            await().until(() -> letters("pending").size() == 1);
            assertThat(letters("pending").get(0).path("error").asText()).contains("ConnectException");
            System.clearProperty(STATE);
            move(stuck, "denied");
            assertThat(screen.expect("claim:status_changed", "claim:updated", "claim:denied"))
                    .allSatisfy(frame -> assertThat(claimOf(frame)).isEqualTo(stuck));
            await().untilAsserted(() ->
                    assertThat(metric("chartwire_dead_letters_pending")).isEqualTo(pendingOfAll()));

            assertThat(engineer.post("/api/dead-letters/replay", null)
                            .json()
                            .path("replayed")
                            .asInt())
                    .isEqualTo(1);
            screen.expect("claim:status_changed", "claim:updated", "claim:submitted");
        }
    }

    @Test
    void loses_the_one_event_that_cannot_be_made_and_none_of_its_change_beside() {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String claim = claim(3, "MISMAPPED");
            screen.expect("claim:created");
            move(claim, "submitted");
            List<JsonNode> made = screen.expect("claim:status_changed", "claim:submitted");
            assertThat(made.get(1).path("id").asText())
                    .as("the place that it has when all is well")
                    .endsWith("-2");
            await().until(() -> letters("pending").size() == 1);
            assertThat(letters("pending").get(0).path("event").asText()).isEqualTo("claim:updated");
        }
    }

    /** Letters whose tenant is none, and whose change is nested too deep to be read. */
    @Test
    void tries_again_what_it_can_although_it_cannot_read_others() {
        for (String tenant : List.of("Not A Tenant", clinic.tenant().value())) {
            hub.sql(
                    "INSERT INTO dead_letters (tenant_id, seq, resource, entity_id, error, change, retry_at) VALUES (?, 1,"
                            + " 'patients', uuidv7(), 'x', jsonb_build_object('op', 'insert', 'after', (repeat('[', 1500)"
                            + " || repeat(']', 1500))::jsonb), now())",
                    tenant);
        }
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String claim = claim(1, "x");
            screen.expect("claim:created");
            System.setProperty(STATE, "away");
            move(claim, "submitted");
            await().until(() ->
                    hub.sql("SELECT id FROM dead_letters WHERE resource = 'claims' AND retry_at IS NOT NULL") != null);
            System.clearProperty(STATE);
            screen.expect("claim:status_changed", "claim:updated", "claim:submitted");
        }
        await().until(() -> letters("pending").size() == 1);
        assertThat(letters("pending").get(0).path("error").asText()).contains("nesting depth");
        hub.sql(
                "DELETE FROM dead_letters WHERE tenant_id IN ('Not A Tenant', ?)",
                clinic.tenant().value());
    }

    /** The routes were well when the change was delivered, and are broken when a client asks for it again. */
    @Test
    void keeps_what_only_a_client_that_came_back_would_have_missed() {
        String token;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            claim(4, "x");
            screen.expect("claim:created");
            token = billing.get("/api/claims").header("Chartwire-Resume");
        }
        String missed = claim(5, "x");
        awaitKept();
        System.setProperty(STATE, "broken");
        // A node that has not seen the change when it was made.
        try (RunningHub node = hub.beside();
                SocketClient back = clinic.at(node).rawSocket("/ws/claims?since=" + token, "billing")) {
            back.expect("ready");
            assertThat(letters("pending").get(0).path("change").path("entityId").asText())
                    .isEqualTo(missed);
            System.clearProperty(STATE);
            engineer.post("/api/dead-letters/replay", null);
            assertThat(claimOf(back.expect("claim:created").get(0)))
                    .as("a replay reaches the sockets of every node")
                    .isEqualTo(missed);
        }
    }

    /** Tried again by itself it would come after what the object has become meanwhile. */
    @Test
    void leaves_to_a_person_what_is_away_only_when_a_client_comes_back() {
        String token = billing.get("/api/claims").header("Chartwire-Resume");
        String missed;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            missed = claim(1, "x");
            screen.expect("claim:created");
        }
        System.setProperty(STATE, "away");
        try (RunningHub node = hub.beside();
                SocketClient back = clinic.at(node).rawSocket("/ws/claims?since=" + token, "billing")) {
            back.expect("ready");
            assertThat(letters("pending").get(0).path("change").path("entityId").asText())
                    .isEqualTo(missed);
        }
    }

    /** A hub that was killed with it; the next one would have looked for its alarms and found none. */
    @Test
    @SuppressWarnings("try")
    void leaves_to_a_person_what_fails_when_a_hub_looks_for_what_another_did_not_keep() {
        String lost;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            lost = claim(6, "x");
            screen.expect("claim:created");
        }
        awaitKept();
        hub.sql("UPDATE delivery_progress SET seq = seq - 1");
        System.setProperty(STATE, "broken");
        try (RunningHub next = hub.beside()) {
            await().until(() -> letters("pending").size() == 1);
            assertThat(letters("pending").get(0).path("change").path("entityId").asText())
                    .isEqualTo(lost);
        }
    }

    /** Waits until a hub that starts has nothing to look for. */
    private static void awaitKept() {
        await().until(() -> hub.sql("SELECT seq >= (SELECT max(seq) FROM change_log) FROM delivery_progress")
                .equals("t"));
    }

    private String claim(int charges, String payer) {
        return billing.post(
                        "/api/claims",
                        "{\"patientId\":\"%s\",\"totalCharges\":%d,\"payer\":\"%s\"}"
                                .formatted(clinic.patient(), charges, payer))
                .id();
    }

    private void move(String claim, String status) {
        assertThat(billing.post("/api/claims/" + claim + "/status", "{\"status\":\"" + status + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static String claimOf(JsonNode frame) {
        JsonNode data = frame.path("data");
        return data.path("claimId").asText(data.path("claim").path("id").asText());
    }

    private List<JsonNode> letters(String status) {
        List<JsonNode> letters = new ArrayList<>();
        engineer.get("/api/dead-letters?status=" + status).json().path("items").forEach(letters::add);
        return letters;
    }

    /** The letters of the other tests' tenants count too. */
    private static double pendingOfAll() {
        double all = Double.parseDouble(
                hub.sql("SELECT count(*) FROM dead_letters WHERE status = 'pending' AND retry_at IS NULL"));
        assertThat(all).isPositive();
        return all;
    }

    private static double metric(String name) {
        return hub.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static String failing(String claims) {
        String begin = "      steps:\n";
        String mapping = "\"{claim: .object}\"";
        int steps = claims.indexOf(begin) + begin.length();
        int updated = claims.indexOf(mapping, claims.indexOf("to-sockets-claim-status-updated"));
        return claims.substring(0, steps)
                + failure("away", "== 'away' && ${jq(.after.total_charges)} == 1", "java.net.ConnectException")
                + failure("broken", "== 'broken'", "java.lang.IllegalStateException")
                + claims.substring(steps, updated)
                + "'if .after.payer == \"MISMAPPED\" then error(\"mismapped\") else {claim: .object} end'"
                + claims.substring(updated + mapping.length());
    }

    private static String failure(String name, String when, String exception) {
        return """
                        - filter:
                            id: choose-%s
                            simple: ${sys.%s} %s
                            steps:
                              - throwException:
                                  exceptionType: %s
                                  message: %s
                """
                .formatted(name, STATE, when, exception, name);
    }
}
