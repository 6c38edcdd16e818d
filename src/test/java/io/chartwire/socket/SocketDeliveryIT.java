package io.chartwire.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SocketDeliveryIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client billing = clinic.as("billing");

    @Test
    void chooses_the_sub_protocol_and_begins_with_ready() {
        try (SocketClient screen = clinic.rawSocket("/ws", "billing")) {
            assertThat(screen.subProtocol()).isEqualTo("chartwire.v1");
            assertThat(screen.next().path("event").asText()).isEqualTo("ready");
        }
    }

    @Test
    void refuses_a_socket_without_a_valid_token_before_the_upgrade() {
        assertThatThrownBy(() -> SocketClient.open(hub.http().replace("http", "ws") + "/ws", "forged"))
                .isInstanceOfSatisfying(CompletionException.class, failure -> assertThat(status(failure))
                        .isEqualTo(401));
        String expired = hub.token(clinic.tenant(), "u", Instant.now().minusSeconds(600), "billing");
        assertThatThrownBy(() -> SocketClient.open(hub.http().replace("http", "ws") + "/ws/claims", expired))
                .isInstanceOfSatisfying(CompletionException.class, failure -> assertThat(status(failure))
                        .isEqualTo(401));
    }

    @Test
    void refuses_an_endpoint_whose_resource_no_role_of_the_token_may_see() {
        assertThatThrownBy(() -> clinic.rawSocket("/ws/claims", "nurse"))
                .isInstanceOfSatisfying(CompletionException.class, failure -> assertThat(status(failure))
                        .isEqualTo(403));
    }

    @Test
    void has_no_socket_for_a_resource_that_is_not_there() {
        assertThatThrownBy(() -> clinic.rawSocket("/ws/nothing", "admin"))
                .isInstanceOfSatisfying(CompletionException.class, failure -> assertThat(status(failure))
                        .isEqualTo(404));
    }

    @Test
    void never_reaches_another_tenant() {
        Clinic other = hub.clinic();
        try (SocketClient screen = clinic.socket("/ws", "admin");
                SocketClient stranger = other.socket("/ws", "admin")) {
            claim();
            screen.expect("claim:created");
            // What comes first at the stranger's is its own.
            other.as("billing").post("/api/claims", "{\"patientId\":\"" + other.patient() + "\",\"totalCharges\":2}");
            JsonNode first = stranger.next();
            assertThat(first.path("tenant").asText()).isEqualTo(other.tenant().value());
            assertThat(screen.waiting()).isZero();
        }
    }

    @Test
    void gives_a_role_only_what_it_may_see() {
        try (SocketClient nurse = clinic.socket("/ws", "nurse");
                SocketClient desk = clinic.socket("/ws", "billing")) {
            claim();
            clinic.as("nurse")
                    .post("/api/prior-auths", "{\"patientId\":\"" + clinic.patient() + "\",\"serviceType\":\"x\"}");
            nurse.expect("prior_auth:created");
            desk.expect("claim:created");
            assertThat(desk.waiting() + nurse.waiting()).isZero();
        }
    }

    @Test
    void tells_the_balance_to_billers_and_not_to_clinicians() {
        try (SocketClient nurse = clinic.socket("/ws/patients", "nurse");
                SocketClient biller = clinic.socket("/ws/patients", "billing")) {
            clinic.as("admin").put("/api/patients/" + clinic.patient(), "{\"balance\":77}");
            biller.expect("patient:updated", "patient:balance_changed");
            nurse.expect("patient:updated");
            assertThat(nurse.waiting()).isZero();
        }
    }

    @Test
    void narrows_to_the_endpoint_and_to_the_events_asked_for() {
        try (SocketClient claims = clinic.socket("/ws/claims", "admin");
                SocketClient denials = clinic.socket("/ws?events=claim:denied,claim:paid", "admin")) {
            String claim = claim();
            clinic.as("admin")
                    .post("/api/prior-auths", "{\"patientId\":\"" + clinic.patient() + "\",\"serviceType\":\"x\"}");
            move(claim, "submitted");
            move(claim, "denied");
            claims.expect(
                    "claim:created",
                    "claim:status_changed",
                    "claim:updated",
                    "claim:submitted",
                    "claim:status_changed",
                    "claim:updated",
                    "claim:denied");
            denials.expect("claim:denied");
        }
    }

    @Test
    void beats_while_idle_with_a_token_to_resume_from() {
        try (SocketClient screen = clinic.socket("/ws", "billing")) {
            String token = screen.heartbeat().path("resume").asText();
            claim();
            try (SocketClient back = clinic.rawSocket("/ws?since=" + token, "billing")) {
                back.expect("claim:created", "ready");
            }
        }
    }

    @Test
    void resumes_after_any_frame_with_what_followed_and_the_same_ids() {
        List<JsonNode> seen;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String claim = claim();
            move(claim, "submitted");
            seen = screen.expect("claim:created", "claim:status_changed", "claim:updated", "claim:submitted");
        }
        for (int known = 0; known < seen.size(); known++) {
            String token = seen.get(known).path("id").asText();
            try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + token, "billing")) {
                List<JsonNode> rest = new ArrayList<>();
                for (JsonNode frame = back.next(); !frame.path("event").asText().equals("ready"); frame = back.next()) {
                    rest.add(frame);
                }
                assertThat(rest).isEqualTo(seen.subList(known + 1, seen.size()));
            }
        }
    }

    @Test
    void loses_nothing_between_a_list_and_the_socket_opened_after_it() {
        claim();
        Client.Answer list = billing.get("/api/claims");
        claim();
        try (SocketClient screen = clinic.rawSocket("/ws/claims?since=" + list.header("Chartwire-Resume"), "billing")) {
            List<String> events = new ArrayList<>();
            for (JsonNode frame = screen.next(); !frame.path("event").asText().equals("ready"); frame = screen.next()) {
                events.add(frame.path("event").asText());
            }
            assertThat(events).contains("claim:created");
        }
    }

    @Test
    void tells_what_others_commit_while_every_write_of_the_hub_waits_for_a_lock() throws SQLException {
        String claim = claim();
        ExecutorService callers = Executors.newFixedThreadPool(30);
        try (Connection clerk = hub.hub().database().dedicated();
                Statement statement = clerk.createStatement();
                SocketClient screen = clinic.socket("/ws/patients", "billing")) {
            clerk.setAutoCommit(false);
            statement.execute("SELECT FROM claims WHERE id = '" + claim + "' FOR UPDATE");
            for (int caller = 0; caller < 30; caller++) {
                callers.execute(() -> billing.put("/api/claims/" + claim, "{\"payer\":\"x\"}"));
            }
            await().until(() -> hub.sql("SELECT count(*) >= 16 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .equals("t"));
            hub.sql("UPDATE patients SET phone = '1' WHERE id = ?::uuid", clinic.patient());
            screen.expect("patient:updated");
            clerk.rollback();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void answers_a_token_it_cannot_read_with_reset_and_goes_on() {
        try (SocketClient screen = clinic.rawSocket("/ws/claims?since=nonsense", "billing")) {
            assertThat(screen.expect("reset").get(0).path("resume").asText()).isNotEmpty();
            claim();
            screen.expect("claim:created");
        }
    }

    @Test
    void closes_a_socket_whose_token_has_ended() {
        String brief = hub.token(clinic.tenant(), "u", Instant.now().plusSeconds(6), "billing");
        try (SocketClient screen = SocketClient.open(hub.http().replace("http", "ws") + "/ws", brief)) {
            screen.expect("ready");
            assertThat(screen.closeCode()).isEqualTo(4401);
        }
    }

    /** The frames outgrow the tenant's feed and the connection's buffers, so the rest can only come from the log. */
    @Test
    void feeds_a_client_that_did_not_read_from_the_log_and_lets_the_others_go_on_meanwhile() {
        int changes = 200;
        try (SocketClient stuck = clinic.socket("/ws/biopsies", "nurse");
                SocketClient healthy = clinic.socket("/ws/biopsies", "nurse")) {
            stuck.pause();
            String biopsy = clinic.as("nurse")
                    .post(
                            "/api/biopsies",
                            "{\"patientId\":\"%s\",\"orderingProviderId\":\"%s\",\"bodyLocation\":\"arm\",\"specimenType\":\"punch\"}"
                                    .formatted(clinic.patient(), clinic.provider()))
                    .id();
            List<String> ids = new ArrayList<>(List.of(healthy.next().path("id").asText()));
            for (int change = 0; change < changes; change++) {
                hub.sql("UPDATE biopsies SET report = repeat('x', 100000) || ? WHERE id = ?::uuid", change, biopsy);
                ids.add(healthy.next().path("id").asText());
            }
            stuck.resume();
            for (String id : ids) {
                assertThat(stuck.next().path("id").asText()).isEqualTo(id);
            }
        }
    }

    @Test
    void leaves_the_past_out_for_a_socket_without_a_token() {
        for (int round = 0; round < 20; round++) {
            claim();
            try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
                String marker = claim();
                assertThat(screen.next().path("data").path("claim").path("id").asText())
                        .isEqualTo(marker);
            }
        }
    }

    private String claim() {
        return billing.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100}")
                .id();
    }

    private void move(String claim, String status) {
        assertThat(billing.post("/api/claims/" + claim + "/status", "{\"status\":\"" + status + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static int status(CompletionException failure) {
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
    }
}
