package io.chartwire.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RawHttp;
import io.chartwire.testing.RawSocket;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a socket is let in, kept and ended, and what a client may say meanwhile. */
class SocketLifeIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final String token = hub.token(clinic.tenant(), "u", "billing");

    @Test
    void lets_in_pages_of_its_own_origin_and_of_the_list_and_no_others() {
        assertThat(upgrade("/ws", token)).isEqualTo(101);
        assertThat(upgrade("/ws", token, "Origin: " + hub.http())).isEqualTo(101);
        assertThat(upgrade("/ws", token, "Origin: " + RunningHub.ALLOWED_ORIGIN))
                .isEqualTo(101);
        assertThat(upgrade("/ws", token, "Origin: https://evil.example")).isEqualTo(403);
        assertThat(upgrade("/ws/claims", token, "Origin: null")).isEqualTo(403);
    }

    @Test
    void tells_which_of_the_asked_for_events_there_is_not() {
        Client.Answer answer = clinic.as("billing").get("/ws/claims?events=claim:deneid,claim:paid,clam:*");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains("claim:deneid, clam:*");
        assertThat(upgrade("/ws?events=claim:deneid", token)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET:",
                "GET:Connection: Upgrade",
                "GET:Connection: Upgrade\nUpgrade: h2c\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: eA==",
                "GET:Upgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: eA==",
                "GET:Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 99\nSec-WebSocket-Key: eA==",
                "GET:Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13",
                "POST:Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: eA=="
            })
    void tells_what_an_endpoint_speaks(String request) {
        String[] parts = request.split(":", 2);
        RawHttp.Answer answer = RawHttp.send(
                hub.hub().httpPort(),
                parts[0] + " /ws/claims HTTP/1.1\nHost: hub\nAuthorization: Bearer " + token + "\n" + parts[1],
                "");

        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"status\":426");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/",
                "/ws/claims/",
                "/ws/%63laims",
                "/ws//claims",
                "//ws/claims",
                "/ws/./claims",
                "/ws/x/../claims",
                "/ws/Claims",
                "/ws/providers",
                "/ws/nothing"
            })
    void opens_no_socket_at_a_path_that_is_not_exactly_an_endpoint(String path) {
        assertThat(upgrade(path, token)).isEqualTo(404);
    }

    @Test
    void gives_the_events_of_several_lists() {
        try (SocketClient screen = clinic.socket("/ws?events=claim:created&events=patient:updated", "admin")) {
            claim();
            clinic.as("admin").put("/api/patients/" + clinic.patient(), "{\"phone\":\"555\"}");
            screen.expect("claim:created", "patient:updated");
        }
    }

    @Test
    void gives_all_events_of_a_kind() {
        try (SocketClient screen = clinic.socket("/ws?events=claim:*", "admin")) {
            clinic.as("admin").put("/api/patients/" + clinic.patient(), "{\"balance\":7}");
            claim();
            screen.expect("claim:created");
        }
    }

    @Test
    void finds_a_client_that_answers_no_ping() {
        try (RunningHub strict =
                        RunningHub.alone(Map.of("chartwire.demo", "false", "chartwire.socket.silence-seconds", "2"));
                RawSocket dead = RawSocket.open(strict.http(), "/ws/patients", admin(strict));
                SocketClient alive = strict.clinic().socket("/ws/patients", "admin")) {
            assertThat(dead.closeCode()).isEqualTo(4408);
            alive.heartbeat();
        }
    }

    @Test
    void goes_on_with_a_fresh_token_beyond_the_end_of_the_first() {
        String brief = hub.token(clinic.tenant(), "u", Instant.now().plusSeconds(8), "billing");
        try (SocketClient screen = SocketClient.open(ws("/ws"), brief)) {
            screen.expect("ready");
            screen.say("{\"token\":\""
                    + hub.token(clinic.tenant(), "u", Instant.now().plusSeconds(12), "billing") + "\"}");
            JsonNode renewed = screen.expect("renewed").get(0);
            assertThat(Instant.parse(renewed.path("expires").asText())).isAfter(Instant.now());
            assertThat(screen.closeCode()).isEqualTo(4401);
            assertThat(Instant.now())
                    .isAfter(Instant.parse(renewed.path("expires").asText()));
        }
    }

    @Test
    void gives_what_the_fresh_token_is_entitled_to() {
        try (SocketClient screen = SocketClient.open(ws("/ws"), token)) {
            screen.expect("ready");
            screen.say("{\"token\":\"" + hub.token(clinic.tenant(), "u", "nurse") + "\"}");
            screen.expect("renewed");
            claim();
            clinic.as("nurse")
                    .post("/api/prior-auths", "{\"patientId\":\"" + clinic.patient() + "\",\"serviceType\":\"x\"}");
            screen.expect("prior_auth:created");
        }
    }

    @Test
    void ends_a_socket_that_is_given_a_token_of_another_person_tenant_or_entitlement() {
        for (String strange : new String[] {
            hub.token(clinic.tenant(), "somebody", "billing"),
            hub.token(hub.clinic().tenant(), "u", "billing"),
            hub.token(clinic.tenant(), "u", "nurse")
        }) {
            try (SocketClient screen = SocketClient.open(ws("/ws/claims"), token)) {
                screen.expect("ready");
                screen.say("{\"token\":\"" + strange + "\"}");
                assertThat(screen.closeCode()).isEqualTo(4403);
            }
        }
    }

    @Test
    void answers_what_it_does_not_understand_and_goes_on() {
        try (SocketClient screen = clinic.socket("/ws", "billing")) {
            screen.say("hello");
            screen.say("{\"token\":\"forged\"}");
            screen.say("{\"ack\":\"nonsense\"}");
            assertThat(screen.expect("error").get(0).path("code").asText()).isEqualTo("bad_frame");
            assertThat(screen.expect("error").get(0).path("code").asText()).isEqualTo("token_refused");
            assertThat(screen.expect("error").get(0).path("code").asText()).isEqualTo("unknown_event");
            claim();
            screen.expect("claim:created");
        }
    }

    @Test
    void answers_a_flood_in_order_at_its_own_pace() {
        int frames = 120;
        try (SocketClient screen = clinic.socket("/ws", "billing")) {
            for (int frame = 0; frame < frames; frame++) {
                screen.say(frame % 2 == 0 ? "{\"ack\":\"9999999-" + frame + "\"}" : "hello " + frame);
            }
            for (int frame = 0; frame < frames; frame++) {
                JsonNode error = screen.expect("error").get(0);
                assertThat(error.path("code").asText()).isEqualTo(frame % 2 == 0 ? "unknown_event" : "bad_frame");
                if (frame % 2 == 0) {
                    assertThat(error.path("ids").get(0).asText()).isEqualTo("9999999-" + frame);
                }
            }
        }
    }

    @Test
    void ends_a_client_that_sends_too_large_a_frame() {
        try (SocketClient screen = clinic.socket("/ws", "billing")) {
            screen.say("{\"ack\":\"" + "x".repeat(70_000) + "\"}");
            assertThat(screen.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void confirms_an_event_of_the_persons_own_and_no_other() {
        Clinic other = hub.clinic();
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                SocketClient nurse = clinic.socket("/ws", "nurse");
                SocketClient stranger = other.socket("/ws", "billing")) {
            claim();
            String id = screen.expect("claim:created").get(0).path("id").asText();
            screen.say("{\"ack\":[\"" + id + "\"]}");
            assertThat(screen.expect("confirmed").get(0).path("ids").get(0).asText())
                    .isEqualTo(id);
            for (SocketClient not : new SocketClient[] {nurse, stranger}) {
                not.say("{\"ack\":\"" + id + "\"}");
                assertThat(not.expect("error").get(0).path("code").asText()).isEqualTo("unknown_event");
            }
            assertThat(hub.sql(
                            "SELECT string_agg(tenant_id || ' ' || confirmed_by, ',') FROM event_confirmations WHERE"
                                    + " event_id = ?",
                            id))
                    .isEqualTo(clinic.tenant() + " screen");
        }
    }

    @Test
    void bounds_the_sockets_of_a_user_and_ends_one_that_takes_nothing() {
        try (RunningHub strict = RunningHub.alone(Map.of(
                "chartwire.demo", "false",
                "chartwire.socket.stuck-seconds", "2",
                "chartwire.socket.max-per-user", "2"))) {
            Clinic busy = strict.clinic();
            String token = strict.token(busy.tenant(), "screen", "admin");
            try (RawSocket stuck = RawSocket.open(strict.http(), "/ws/patients", token);
                    SocketClient second = busy.socket("/ws/patients", "admin")) {
                assertThat(stuck.status()).isEqualTo(101);
                strict.awaitMetric("chartwire_socket_open{endpoint=\"patients\"", 2);
                try (RawSocket third = RawSocket.open(strict.http(), "/ws", token)) {
                    assertThat(third.status()).isEqualTo(429);
                }
                for (int change = 0; change < 40; change++) {
                    strict.sql(
                            "UPDATE patients SET email = repeat('x', 200000) || ? WHERE id = ?",
                            change,
                            UUID.fromString(busy.patient()));
                    second.expect("patient:updated");
                }
                strict.awaitMetric("chartwire_socket_closed_total{code=\"4008\"", 1);
                strict.awaitMetric("chartwire_socket_open{endpoint=\"patients\"", 1);
            }
        }
    }

    private static String admin(RunningHub of) {
        return of.token(of.clinic().tenant(), "u", "admin");
    }

    private void claim() {
        clinic.as("billing").post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100}");
    }

    private String ws(String path) {
        return hub.http().replace("http", "ws") + path;
    }

    private int upgrade(String path, String token, String... headers) {
        try (RawSocket socket = RawSocket.open(hub.http(), path, token, headers)) {
            return socket.status();
        }
    }
}
