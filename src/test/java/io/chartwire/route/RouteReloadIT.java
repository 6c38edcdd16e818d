package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engineer saves files while the hub runs. */
class RouteReloadIT {
    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static Clinic clinic;

    @BeforeAll
    static void start() throws IOException {
        Folders.copy(Path.of("routes"), folder);
        hub = RunningHub.alone(Map.of("chartwire.routes", folder.toString(), "chartwire.routes.poll-millis", "20"));
        clinic = hub.clinic();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_changed_expression_is_in_the_next_event() throws IOException {
        try (SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            String claim = claim();
            pay(claim);
            assertThat(socket.expect("payment:received").get(0).at("/data/note").isMissingNode())
                    .isTrue();

            edit(
                    "events/payments.camel.yaml",
                    yaml -> yaml.replace("{payment: .object}", "{payment: .object, note: 1}"));
            awaitTaken();
            pay(claim);

            assertThat(socket.expect("payment:received").get(0).at("/data/note").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_broken_file_is_told_and_what_ran_runs_on() throws IOException {
        String good = Files.readString(folder.resolve("events/claims.camel.yaml"));
        edit("events/claims.camel.yaml", yaml -> yaml.replace("  description:", "\tdescription:"));

        await().untilAsserted(() -> assertThat(wrong()).contains("events/claims.camel.yaml:3: "));
        assertThat(clinic.as("billing").get("/api/claims").status()).isEqualTo(200);

        edit("events/claims.camel.yaml", yaml -> good);
        awaitTaken();
    }

    private static void edit(String file, UnaryOperator<String> change) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, change.apply(Files.readString(path)));
    }

    /** Waits until what the folder holds runs. */
    private static void awaitTaken() throws IOException {
        String hash = RouteSet.read(folder).hash();
        await().untilAsserted(() -> {
            assertThat(health().at("/data/version").asText()).isEqualTo(hash);
            assertThat(health().at("/data/problems").asInt()).isZero();
        });
    }

    private static String claim() {
        return clinic.as("billing")
                .post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1000}")
                .id();
    }

    private static void pay(String claim) {
        assertThat(clinic.as("billing")
                        .post("/api/claims/" + claim + "/payments", "{\"amount\":100,\"paymentDate\":\"2026-01-01\"}")
                        .status())
                .isEqualTo(201);
    }

    /** What health says is wrong; Camel 4.17 escapes a message twice. */
    private static String wrong() {
        return health().path("message").asText().replace("\\/", "/");
    }

    private static JsonNode health() {
        for (JsonNode check : hub.health().path("checks")) {
            if (check.path("name").asText().equals("routes")) {
                return check;
            }
        }
        throw new AssertionError("health has no line of the routes");
    }
}
