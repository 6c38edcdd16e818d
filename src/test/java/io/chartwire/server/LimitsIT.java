package io.chartwire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RawHttp;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limits of a hub whose limits are low. */
class LimitsIT {
    private static final String PAGE = "https://board.clinic.example";
    private static final ExecutorService AT_ONCE = Executors.newFixedThreadPool(20);
    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.alone(Map.of(
                "chartwire.http.request-seconds", "3",
                "chartwire.http.idle-seconds", "2",
                "chartwire.http.max-connections", "40",
                "chartwire.http.rate-per-user", "5",
                "chartwire.http.rate-per-tenant", "12",
                "chartwire.hl7.max-bytes-at-once", "2000000",
                "chartwire.http.refused-per-minute", "6",
                "chartwire.audit.strangers-per-minute", "12",
                "chartwire.http.allowed-origins", PAGE));
    }

    @AfterAll
    static void stop() {
        hub.close();
        AT_ONCE.shutdown();
    }

    @Test
    void a_user_who_asks_too_much_waits_and_another_does_not() {
        Clinic clinic = hub.clinic();
        Client busy = clinic.as("billing");
        List<Client.Answer> answers = untilRefused(Collections.nCopies(20, busy));

        Client.Answer refused =
                answers.stream().filter(it -> it.status() == 429).findFirst().orElseThrow();
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answers).anyMatch(it -> it.status() == 200);
        assertThat(clinic.as("admin").get("/api/claims").status()).isEqualTo(200);
        await().until(() -> busy.get("/api/claims").status() == 200);
    }

    @Test
    void a_tenant_that_asks_too_much_waits_and_another_does_not() {
        Clinic clinic = hub.clinic();
        List<Client> users = Stream.of("admin", "manager", "billing", "front_desk", "compliance_officer")
                .flatMap(role -> Collections.nCopies(4, clinic.as(role)).stream())
                .toList();

        assertThat(untilRefused(users)).anyMatch(it -> it.status() == 200);
        assertThat(hub.clinic().as("admin").get("/api/claims").status()).isEqualTo(200);
    }

    @Test
    void who_shows_no_valid_token_too_often_is_told_to_wait_and_who_has_one_goes_on() {
        Clinic clinic = hub.clinic();
        Client forger = clinic.as("admin").withToken("x.y.z");

        List<Client.Answer> answers =
                Stream.generate(() -> forger.get("/api/claims")).limit(60).toList();

        assertThat(answers.get(0).status()).isEqualTo(401);
        Client.Answer refused = answers.get(59);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().path("detail").asText()).contains("without a valid token");
        for (String request : List.of(
                "GET /api/claims HTTP/1.1",
                "GET /ws HTTP/1.1",
                "GET /ws/claims HTTP/1.1\nAuthorization: Bearer x.y.z",
                "POST /api/hl7 HTTP/1.1\nContent-Type: application/hl7-v2\nContent-Length: 33554432")) {
            RawHttp.Answer answer = RawHttp.send(hub.hub().httpPort(), request + "\nHost: hub", "");
            assertThat(answer.status()).as(request).isEqualTo(429);
            assertThat(answer.header("Retry-After")).as(request).isNotNull();
        }
        assertThat(clinic.as("admin").get("/api/claims").status()).isEqualTo(200);
        clinic.socket("/ws", "admin").close();
        assertThat(clinic.as("compliance_officer").get("/api/audit").json().path("items"))
                .as("brings all entries into the log")
                .isNotEmpty();
        assertThat(Integer.parseInt(
                        hub.sql("SELECT count(*) FROM audit_log WHERE outcome IN (401, 429) AND actor = '-'")))
                .as("two of an address in a minute, and their number when it is over")
                .isBetween(1, 8);
    }

    @Test
    void a_head_that_trickles_in_ends_its_connection() {
        try (RawHttp connection = RawHttp.open(hub.hub().httpPort())) {
            long begun = System.nanoTime();
            String head = "GET /api/claims HTTP/1.1\r\nHost: hub\r\nX-Slow: ";
            connection.say(head);
            await().pollInterval(Duration.ofMillis(100)).until(() -> {
                connection.say("x");
                return System.nanoTime() - begun > 4_000_000_000L;
            });

            assertThat(connection.answer().status())
                    .as("closed without an answer")
                    .isZero();
        }
    }

    @Test
    void a_body_that_stalls_is_answered_408() {
        String head = "POST /api/claims HTTP/1.1\nHost: hub\nContent-Type: application/json\nContent-Length: 1000";

        RawHttp.Answer answer = RawHttp.send(hub.hub().httpPort(), head, "{");

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void a_connection_that_asks_nothing_more_is_closed() {
        try (RawHttp connection = RawHttp.open(hub.hub().httpPort())) {
            connection.say("GET /nothing HTTP/1.1\r\nHost: hub\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(404);
            assertThat(connection.answer().status()).as("closed").isZero();
        }
    }

    @Test
    void a_socket_stays_however_long_it_is_quiet() {
        try (SocketClient socket = hub.clinic().socket("/ws", "admin")) {
            socket.heartbeat();
            socket.heartbeat();
            assertThat(socket.heartbeat().path("event").asText()).isEqualTo("heartbeat");
        }
    }

    /** Over both doors, in one budget that takes one of them at a time. */
    @Test
    void large_messages_take_turns_and_all_are_stored() {
        Clinic clinic = hub.demo();
        Client http = clinic.as("lab_interface");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int count = 0; count < 3; count++) {
            String message = largeMessage("OVER-HTTP-" + count);
            answers.add(CompletableFuture.supplyAsync(() -> untilItIsItsTurn(http, message), AT_ONCE));
        }
        for (int count = 0; count < 5; count++) {
            String message = largeMessage("OVER-MLLP-" + count);
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (MllpClient lab = MllpClient.open(hub.hub().mllpPort())) {
                            return lab.ask(message);
                        }
                    },
                    AT_ONCE));
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).contains("\rMSA|AA|OVER-"));
        assertThat(hub.sql("SELECT count(*) FROM hl7 WHERE control_id LIKE 'OVER-%'"))
                .isEqualTo("8");
        hub.awaitMetric("chartwire_hl7_large_bytes", 0);
        hub.awaitMetric("chartwire_hl7_large_waiting", 0);
    }

    @Test
    void a_large_message_whose_sender_goes_away_gives_its_place_back() {
        String head =
                "POST /api/hl7 HTTP/1.1\r\nHost: hub\r\nContent-Type: application/hl7-v2\r\nContent-Length: 1500000\r\n"
                        + "Authorization: Bearer " + hub.token(hub.demo().tenant(), "lab", "lab_interface")
                        + "\r\n\r\n";
        for (int count = 0; count < 20; count++) {
            try (RawHttp gone = RawHttp.open(hub.hub().httpPort())) {
                gone.say(head);
            }
        }
        assertThat(untilItIsItsTurn(hub.demo().as("lab_interface"), largeMessage("AFTER-GONE")))
                .contains("\rMSA|AA|AFTER-GONE");
        hub.awaitMetric("chartwire_hl7_large_bytes", 0);
    }

    private static String untilItIsItsTurn(Client lab, String message) {
        while (true) {
            Client.Answer answer = lab.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
            if (answer.status() != 503) {
                return answer.text();
            }
            assertThat(answer.header("Retry-After")).isNotNull();
        }
    }

    private static String largeMessage(String controlId) {
        return String.join(
                "\r",
                "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||ORU^R01|" + controlId + "|P|2.5",
                "PID|1||NOBODY^^^C^MR||LEE^ANN",
                "OBR|1|NONE||88305^PATH^C4||||||||||||||||||20250110|||F",
                "OBX|1|TX|22637-3^Final Diagnosis^LN||" + "x".repeat(1_200_000) + "||||||F");
    }

    @Test
    void connections_over_the_limit_are_refused_and_the_hub_recovers() {
        int port = hub.hub().httpPort();
        RawHttp.Answer refused = await().until(() -> oneTooMany(port), answer -> answer.status() == 503);

        assertThat(refused.header("Retry-After")).isNotNull();
        await().until(() ->
                RawHttp.send(port, "GET /nothing HTTP/1.1\nHost: hub", "").status() == 404);
    }

    private static RawHttp.Answer oneTooMany(int port) {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int count = 0; count < 60; count++) {
                open.add(RawHttp.open(port));
            }
            RawHttp surplus = open.get(open.size() - 1);
            surplus.say("GET /nothing HTTP/1.1\r\nHost: hub\r\n\r\n");
            return surplus.answer();
        } finally {
            open.forEach(RawHttp::close);
        }
    }

    @Test
    void a_page_of_a_listed_origin_may_call_the_api_and_no_other() {
        String preflight = "OPTIONS /api/claims HTTP/1.1\nHost: hub\nAccess-Control-Request-Method: POST\n"
                + "Access-Control-Request-Headers: authorization,content-type\nOrigin: ";

        RawHttp.Answer listed = RawHttp.send(hub.hub().httpPort(), preflight + PAGE, "");
        RawHttp.Answer other = RawHttp.send(hub.hub().httpPort(), preflight + "https://evil.example", "");
        Client.Answer answer = hub.clinic().as("admin").send("GET", "/api/claims", null, "Origin", PAGE);

        assertThat(listed.status()).isEqualTo(204);
        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(listed.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(other.header("Access-Control-Allow-Origin")).isNull();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("Chartwire-Resume");
    }

    /** The limits fill up again while a machine stands still, so it may take another volley. */
    private static List<Client.Answer> untilRefused(List<Client> clients) {
        return await().until(
                        () -> together(clients), answers -> answers.stream().anyMatch(it -> it.status() == 429));
    }

    private static List<Client.Answer> together(List<Client> clients) {
        List<CompletableFuture<Client.Answer>> asked = clients.stream()
                .map(client -> CompletableFuture.supplyAsync(() -> client.get("/api/claims"), AT_ONCE))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }
}
