package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.OtherSystem;
import io.chartwire.testing.OtherSystem.Posted;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A claim's denial that is also posted to another system, by one YAML file saved while the hub runs: {@code src/test/resources/webhook}, which
 * {@code docs/routes.md} shows.
 */
class DeliveryScenarioIT {
    private static final String ROUTE = "claims-deliver-denial";
    private static final String TAKE_LEASE =
            "SELECT pg_advisory_lock(hashtext('chartwire.subscription'), hashtext('" + ROUTE + "'))";
    private static final int ATTEMPTS = 6;
    private static final OtherSystem BILLING = OtherSystem.start();
    private static final OtherSystem AUDIT = OtherSystem.start();

    @TempDir
    private static Path folder;

    private static RoutesCopy routes;
    private static RunningHub hub;

    private final Clinic clinic = hub.clinic();
    private final Client biller = clinic.as("billing");
    private final Client engineer = clinic.as("integration");

    @BeforeAll
    static void start_a_hub_with_the_route() {
        routes = RoutesCopy.to(folder.resolve("routes"));
        hub = RunningHub.alone(Map.of(
                "chartwire.routes",
                routes.folder().toString(),
                "chartwire.routes.poll-millis",
                "20",
                "claims.denial.url",
                BILLING.url(),
                "claims.audit.url",
                AUDIT.url(),
                "chartwire.delivery.retry-millis",
                "5"));
        routes.add(Path.of("src/test/resources/webhook"));
        awaitStart(ROUTE);
    }

    @AfterAll
    static void stop_it() {
        hub.close();
        BILLING.close();
        AUDIT.close();
    }

    @Test
    void is_tried_again_until_it_is_taken_while_the_screens_know_at_once() {
        BILLING.refuse(2);
        try (SocketClient screen = clinic.socket("/ws/claims?events=claim:denied", "billing")) {
            String claim = deny(claim());
            JsonNode frame = screen.expect("claim:denied").get(0);
            Posted posted = onlyPost(claim);
            assertThat(posted.key()).isEqualTo(frame.path("id").asText());
            assertThat(posted.body()).isEqualTo(frame.toString());
            assertThat(BILLING.refused().stream().filter(it -> it.body().contains(claim)))
                    .hasSize(2);
            assertThat(letters("pending")).isEmpty();
        }
    }

    @Test
    void that_fails_for_good_is_a_dead_letter_of_this_delivery_alone_and_can_be_replayed() {
        BILLING.refuse(ATTEMPTS);
        try (SocketClient screen = clinic.socket("/ws/claims?events=claim:denied", "billing")) {
            String claim = deny(claim());
            screen.expect("claim:denied");
            patiently().until(() -> letters("pending").size() == 1);
            JsonNode letter = letters("pending").get(0);
            assertThat(letter.path("route").asText()).isEqualTo(ROUTE);
            assertThat(letter.path("event").asText()).isEqualTo("claim:denied");
            assertThat(letter.path("error").asText()).contains("503");

            String next = deny(claim());
            screen.expect("claim:denied");
            onlyPost(next);

            String replay = "/api/dead-letters/" + letter.path("id").asText() + "/replay";
            BILLING.refuse(ATTEMPTS);
            assertThat(engineer.post(replay, null).status()).isEqualTo(409);
            assertThat(letters("pending").get(0).path("attempts").asInt()).isEqualTo(2);
            Client.Answer replayed = engineer.post(replay, null);
            assertThat(replayed.status()).as(replayed.text()).isEqualTo(200);
            onlyPost(claim);

            String last = deny(claim());
            assertThat(screen.expect("claim:denied").get(0).at("/data/claimId").asText())
                    .as("the replay was not told to screens")
                    .isEqualTo(last);
        }
    }

    @Test
    void is_not_repeated_when_a_screen_catches_up() {
        String since = clinic.as("billing").get("/api/claims").header("Chartwire-Resume");
        String claim = deny(claim());
        onlyPost(claim);
        try (SocketClient screen = clinic.rawSocket("/ws/claims?events=claim:denied&since=" + since, "billing")) {
            screen.expect("claim:denied", "ready");
        }
        String next = deny(claim());
        onlyPost(next);
        onlyPost(claim);
    }

    @Test
    @SuppressWarnings("try")
    void begins_with_what_is_committed_from_its_start_on_although_it_cannot_deliver_yet() throws Exception {
        context().getRouteController().stopRoute(ROUTE);
        try (var otherHub = hub.hub().database().dedicated();
                var statement = otherHub.createStatement()) {
            statement.execute(TAKE_LEASE);
            statement.execute("DELETE FROM subscriptions WHERE name = '" + ROUTE + "'");
            String before = deny(claim());
            context().getRouteController().startRoute(ROUTE);
            String first = deny(claim());
            statement.execute("SELECT pg_advisory_unlock_all()");
            onlyPost(first);
            assertThat(posts(before)).isZero();
        }
    }

    @Test
    @SuppressWarnings("try")
    void goes_on_from_its_place_after_a_stop_and_runs_on_one_hub_at_a_time() throws Exception {
        String before = deny(claim());
        onlyPost(before);
        context().getRouteController().stopRoute(ROUTE);
        try (var otherHub = hub.hub().database().dedicated();
                var statement = otherHub.createStatement()) {
            statement.execute(TAKE_LEASE);
            String meanwhile = deny(claim());
            context().getRouteController().startRoute(ROUTE);
            try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
                biller.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1}");
                screen.expect("claim:created");
            }
            assertThat(posts(meanwhile)).isZero();
            statement.execute("SELECT pg_advisory_unlock_all()");
            onlyPost(meanwhile);
            onlyPost(before);
        }
    }

    @Test
    void of_a_change_that_commits_late_is_made_once_even_after_a_stop() throws Exception {
        String late = claim();
        try (var slow = hub.hub().database().dedicated();
                var statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("UPDATE claims SET status = 'denied' WHERE id = '" + late + "'");
            String early = deny(claim());
            onlyPost(early);
            context().getRouteController().stopRoute(ROUTE);
            context().getRouteController().startRoute(ROUTE);
            slow.commit();
            onlyPost(late);
            String next = deny(claim());
            onlyPost(next);
            onlyPost(early);
            onlyPost(late);
        }
    }

    @Test
    @SuppressWarnings("try")
    void begins_with_what_is_committed_from_its_start_on_although_it_could_not_take_its_place() throws Exception {
        context().getRouteController().stopRoute(ROUTE);
        hub.sql("DELETE FROM subscriptions WHERE name = ?", ROUTE);
        hub.sql("ALTER TABLE subscriptions RENAME TO subscriptions_away");
        context().getRouteController().startRoute(ROUTE);
        String first = deny(claim());
        hub.sql("ALTER TABLE subscriptions_away RENAME TO subscriptions");
        onlyPost(first);
    }

    @Test
    void behind_a_long_transaction_with_many_gaps_is_made_once_even_after_a_stop() throws Exception {
        String late = claim();
        try (var slow = hub.hub().database().dedicated();
                var statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("UPDATE claims SET status = 'denied' WHERE id = '" + late + "'");
            hub.sql("DO $$ BEGIN FOR gap IN 1..70 LOOP PERFORM nextval('change_log_seq');"
                    + " INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) VALUES ('"
                    + clinic.tenant() + "', uuidv7()::text, '" + clinic.patient() + "', 1); END LOOP; END $$");
            String early = deny(claim());
            onlyPost(early);
            patiently().until(() -> {
                onlyPost(deny(claim()));
                return hub.sql("SELECT position FROM subscriptions WHERE name = ?", ROUTE)
                        .contains("!");
            });
            context().getRouteController().stopRoute(ROUTE);
            slow.commit();
            context().getRouteController().startRoute(ROUTE);
            onlyPost(late);
            onlyPost(deny(claim()));
            onlyPost(early);
            onlyPost(late);
        }
    }

    /** The screens get the event that could not be made once that is mended, and the other system, which has its own, nothing more. */
    @Test
    void does_not_wait_for_another_event_of_its_change_that_cannot_be_made() throws Exception {
        Path file = routes.folder().resolve("events/claims.camel.yaml");
        String good = Files.readString(file);
        int updated = good.indexOf("{claim: .object}", good.indexOf("to-sockets-claim-status-updated"));
        String claim = claim();
        biller.post("/api/claims/" + claim + "/status", "{\"status\":\"submitted\"}");
        try {
            Files.writeString(
                    file,
                    good.substring(0, updated)
                            + "if .after.total_charges == 100 then error(\\\"mismapped\\\") else {claim: .object} end"
                            + good.substring(updated + "{claim: .object}".length()));
            patiently().until(() -> {
                deny(claim());
                return !letters("pending").isEmpty();
            });
            deny(claim);
            onlyPost(claim);
        } finally {
            Files.writeString(file, good);
        }
        patiently()
                .until(() -> engineer.post("/api/dead-letters/replay", null)
                                .json()
                                .path("failed")
                                .asInt()
                        == 0);
        onlyPost(deny(claim()));
        onlyPost(claim);
        assertThat(letters("pending")).isEmpty();
    }

    /** It is behind, for the other system does not answer; meanwhile what follows is removed from the log. */
    @Test
    void tells_when_retention_has_overtaken_it_and_goes_on() throws Exception {
        String removed;
        try (OtherSystem.Hold held = BILLING.hold()) {
            deny(claim());
            held.awaitRequest();
            removed = deny(claim());
            hub.sql(
                    "WITH removed AS (DELETE FROM change_log WHERE entity_id = ?::uuid RETURNING seq) UPDATE change_log_horizon"
                            + " SET pruned = (SELECT max(seq) FROM removed)",
                    removed);
            hub.awaitMetric("chartwire_subscriptions_overtaken", 0);
        }
        hub.awaitMetric("chartwire_subscriptions_overtaken", 1);
        assertThat(hub.health().toString()).contains("events lost by " + ROUTE);
        onlyPost(deny(claim()));
        assertThat(posts(removed)).isZero();
    }

    @Test
    void keeps_the_order_of_one_object() {
        String claim = claim();
        for (int round = 0; round < 5; round++) {
            deny(claim);
            assertThat(biller.post("/api/claims/" + claim + "/status", "{\"status\":\"appealed\"}")
                            .status())
                    .isEqualTo(200);
        }
        patiently().until(() -> posts(claim) == 5);
        assertThat(BILLING.taken().stream()
                        .filter(it -> it.body().contains(claim))
                        .map(it -> Long.valueOf(it.key().replaceFirst("-.*", ""))))
                .isSorted();
    }

    @Test
    void does_not_keep_an_edit_of_other_routes_waiting() throws Exception {
        String claim;
        try (OtherSystem.Hold held = BILLING.hold()) {
            claim = deny(claim());
            held.awaitRequest();
            Path file = routes.folder().resolve("events/payments.camel.yaml");
            Files.writeString(
                    file, Files.readString(file).replace("{payment: .object}", "{payment: .object, edited: true}"));
            String path = "/api/claims/" + claim() + "/payments";
            try (SocketClient screen = clinic.socket("/ws/payments", "billing")) {
                patiently().until(() -> {
                    biller.post(path, "{\"amount\":1,\"paymentDate\":\"2026-01-01\"}");
                    return screen.next().at("/data/edited").asBoolean();
                });
            }
            assertThat(posts(claim)).isZero();
        }
        onlyPost(claim);
    }

    @Test
    void of_the_same_events_to_two_systems_are_apart() throws Exception {
        Path file = routes.folder().resolve("deliveries/claims.camel.yaml");
        Files.writeString(
                routes.folder().resolve("deliveries/claims-audit.camel.yaml"),
                Files.readString(file).replace("denial.url", "audit.url").replace("-denial", "-audit"));
        awaitStart("claims-deliver-audit");
        BILLING.refuse(ATTEMPTS);
        String claim = deny(claim());
        patiently().until(() -> posts(AUDIT, claim) == 1);
        patiently().until(() -> letters("pending").size() == 1);
        assertThat(letters("pending").get(0).path("route").asText()).isEqualTo(ROUTE);
        assertThat(posts(claim)).isZero();
    }

    private static CamelContext context() {
        return hub.hub().camelContext();
    }

    private static void awaitStart(String route) {
        patiently().until(() -> context().getRouteController().getRouteStatus(route) == ServiceStatus.Started);
    }

    private String claim() {
        return biller.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100}")
                .id();
    }

    private String deny(String claim) {
        String path = "/api/claims/" + claim + "/status";
        biller.post(path, "{\"status\":\"submitted\"}");
        Client.Answer denied = biller.post(path, "{\"status\":\"denied\",\"reason\":\"CO-50\"}");
        assertThat(denied.status()).as(denied.text()).isEqualTo(200);
        return claim;
    }

    /** The one request about a claim that was taken; fails when there are more. */
    private static Posted onlyPost(String claim) {
        patiently().until(() -> posts(claim) > 0);
        assertThat(posts(claim)).isEqualTo(1);
        return BILLING.taken().stream()
                .filter(it -> it.body().contains(claim))
                .findFirst()
                .orElseThrow();
    }

    private static long posts(String claim) {
        return posts(BILLING, claim);
    }

    private static long posts(OtherSystem system, String claim) {
        return system.taken().stream().filter(it -> it.body().contains(claim)).count();
    }

    private JsonNode letters(String status) {
        return engineer.get("/api/dead-letters?status=" + status).json().path("items");
    }

    /** Deliveries of one subscription follow each other, so one may wait for the retries of another test's. */
    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1));
    }
}
