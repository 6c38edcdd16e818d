package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import io.chartwire.trial.EventTrial;
import io.chartwire.trial.RouteTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new resource by files alone: {@code src/test/resources/referrals}, which {@code docs/routes.md} walks through. */
class ReferralsScenarioIT {
    private static final String DEMO_PATIENT = "01940000-0d04-7000-8000-000000000001";
    private static final Path REFERRALS = Path.of("src/test/resources/referrals");

    @TempDir
    private Path folder;

    @Test
    void a_resource_is_added_to_a_running_hub_by_files_alone() throws IOException {
        RoutesCopy routes = RoutesCopy.to(folder.resolve("routes"));
        try (RunningHub hub = RunningHub.alone(
                        Map.of("chartwire.routes", routes.folder().toString(), "chartwire.routes.poll-millis", "20"));
                SocketClient earlier = hub.demo().socket("/ws", "provider")) {
            Clinic clinic = hub.clinic();
            assertThat(clinic.as("provider").get("/api/referrals").status()).isEqualTo(404);
            routes.add(REFERRALS);
            await().atMost(Duration.ofMinutes(1))
                    .until(() ->
                            hub.hub().camelContext().getRouteController().getRouteStatus("sockets-accept-referrals")
                                    == ServiceStatus.Started);
            try (SocketClient desk = clinic.socket("/ws/referrals", "front_desk");
                    SocketClient all = clinic.socket("/ws", "provider");
                    SocketClient elsewhere = hub.clinic().socket("/ws", "provider")) {
                String referral = written_and_sent(clinic, List.of(desk, all));
                may_not_move_back(clinic, referral);
                is_nobody_elses(hub, clinic, referral);
                assertThat(elsewhere.waiting()).isZero();
            }
            hub.demo().as("provider").post("/api/referrals", referral(DEMO_PATIENT));
            earlier.expect("referral:created");
            a_broken_migration_is_told(hub, routes.folder());
        }
    }

    @Test
    void its_tests_reach_every_node_of_its_routes() throws Exception {
        RoutesCopy routes = RoutesCopy.to(folder.resolve("routes"));
        routes.add(REFERRALS);
        try (EventTrial trial = new EventTrial(routes.folder())) {
            assertThat(RouteTest.in(routes.folder()))
                    .allSatisfy(
                            test -> assertThat(trial.run(test)).as(test.name()).isEmpty());
            assertThat(trial.coverage().missed()).noneMatch(missed -> missed.startsWith("referrals-"));
        }
    }

    private static String written_and_sent(Clinic clinic, List<SocketClient> screens) {
        Client provider = clinic.as("provider");
        Client.Answer created = provider.post("/api/referrals", referral(clinic.patient()));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/referrals/" + created.id());
        assertThat(provider.post("/api/referrals", "{\"specialty\":\"\"}").status())
                .isEqualTo(400);

        String status = "/api/referrals/" + created.id() + "/status";
        assertThat(provider.post(status, "{\"status\":\"sent\"}").status()).isEqualTo(200);
        Client.Answer declined = provider.post(status, "{\"status\":\"declined\",\"note\":\"no capacity\"}");
        assertThat(declined.json().path("declineNote").asText()).isEqualTo("no capacity");
        for (SocketClient screen : screens) {
            List<JsonNode> frames = screen.expect(
                    "referral:created", "referral:status_changed", "referral:status_changed", "referral:declined");
            assertThat(frames.get(0).at("/data/referral/patientName").asText()).isEqualTo("Ann Lee");
            assertThat(frames.get(3).at("/data/note").asText()).isEqualTo("no capacity");
        }
        assertThat(provider.get("/api/referrals").json().path("items")).hasSize(1);
        return created.id();
    }

    private static void a_broken_migration_is_told(RunningHub hub, Path routes) throws IOException {
        Files.writeString(
                routes.resolve("migration/V1002__fax.sql"), "CREATE TABLE fax_numbers (id uuid);\n\nALTER TABL;\n");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> hub.health().toString().contains("V1002__fax.sql:3: "));
        assertThat(hub.sql("SELECT to_regclass('fax_numbers')"))
                .as("nothing of it is done")
                .isNull();
        Files.delete(routes.resolve("migration/V1002__fax.sql"));
    }

    private static String referral(String patient) {
        return "{\"patientId\":\"" + patient + "\",\"specialty\":\"Mohs surgery\"}";
    }

    private static void may_not_move_back(Clinic clinic, String referral) {
        Client provider = clinic.as("provider");
        assertThat(provider.post("/api/referrals/" + referral + "/status", "{\"status\":\"draft\"}")
                        .status())
                .isEqualTo(409);
        assertThat(clinic.as("front_desk")
                        .post("/api/referrals/" + referral + "/status", "{\"status\":\"sent\"}")
                        .status())
                .isEqualTo(403);
    }

    private static void is_nobody_elses(RunningHub hub, Clinic clinic, String referral) {
        Client other = hub.clinic().as("provider");
        assertThat(other.get("/api/referrals/" + referral).status()).isEqualTo(404);
        assertThat(other.get("/api/referrals").json().path("items")).isEmpty();
        assertThat(clinic.as("billing").get("/api/referrals/" + referral).status())
                .isEqualTo(403);
    }
}
