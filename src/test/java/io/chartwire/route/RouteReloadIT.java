package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.Gate;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.OtherSystem;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import io.chartwire.testing.UnstartableComponent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engineer saves files while the hub runs. */
class RouteReloadIT {
    private static final Path SHIPPED = Path.of("routes");

    @TempDir
    static Path folder;

    private static RunningHub hub;
    private static Clinic clinic;

    @BeforeAll
    static void start() throws IOException {
        RouteSet.read(SHIPPED).writeTo(folder);
        hub = RunningHub.alone(Map.of("chartwire.routes", folder.toString(), "chartwire.routes.poll-millis", "20"));
        clinic = hub.clinic();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @AfterEach
    void mend() throws IOException {
        RouteSet.read(SHIPPED).writeTo(folder);
        awaitTaken();
    }

    @Test
    void mistakes_are_told_and_good_changes_taken_and_no_traffic_notices() throws Exception {
        try (Traffic traffic = Traffic.start(hub, clinic, 200)) {
            for (BadEdit mistake : BadEdit.all(SHIPPED)) {
                traffic.goesOn();
                mistake.save(folder);
                awaitTold(mistake.told(), mistake.words());
                mistake.mend(folder, SHIPPED);
            }
            awaitTaken();
            for (int note = 1; note <= 3; note++) {
                traffic.goesOn();
                String now = "{claim: .object, note: " + note + "}";
                edit("events/claims.camel.yaml", it -> it.replaceAll("\\{claim: \\.object[^}]*\\}", now));
                edit("sql/claims/read-claim.sql", it -> "-- Changed.\n" + it);
                edit("templates/rest-write.camel.yaml", it -> it.replace("choose-refused", "choose-no"));
                awaitTaken();
            }
            traffic.goesOn();
            traffic.stopAndRequireThatNothingWasLost();
        }
    }

    @Test
    void a_changed_expression_is_in_the_next_event() throws IOException {
        try (SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            String claim = claim();
            pay(claim);
            assertThat(socket.expect("payment:received").get(0).at("/data/note").isMissingNode())
                    .isTrue();

            edit("events/payments.camel.yaml", it -> it.replace("{payment: .object}", "{payment: .object, note: 1}"));
            awaitTaken();
            pay(claim);

            assertThat(socket.expect("payment:received").get(0).at("/data/note").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_changed_statement_is_in_the_next_answer() throws IOException {
        String claim = claim();
        edit(
                "sql/claims/object.sql",
                it -> it.replace("'payer', claim.payer", "'payerOfClaim', coalesce(claim.payer, 'none')"));
        awaitTaken();

        assertThat(clinic.as("billing")
                        .get("/api/claims/" + claim)
                        .json()
                        .path("payerOfClaim")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void changed_transitions_and_audiences_hold_for_the_next_request() throws IOException {
        String claim = claim();
        assertThat(setStatus(claim, "paid", "billing")).isEqualTo(409);
        edit("transitions.yaml", it -> it.replace("  draft: [coding_review, ", "  draft: [paid, coding_review, "));
        edit("audiences.yaml", it -> it.replace("billers: [billing, ", "billers: [billing, nurse, "));
        awaitTaken();

        assertThat(setStatus(claim, "paid", "nurse")).isEqualTo(200);
    }

    @Test
    void a_file_may_be_renamed_and_moved_into_a_new_folder() throws IOException {
        Files.createDirectories(folder.resolve("rest/billing"));
        Files.move(folder.resolve("rest/claims.camel.yaml"), folder.resolve("rest/billing/claims-crud.camel.yaml"));
        awaitTaken();
        assertThat(clinic.as("billing").get("/api/claims").status()).isEqualTo(200);

        edit(
                "rest/billing/claims-crud.camel.yaml",
                it -> it.replace("Lists claims, newest first.", "Lists all claims."));
        awaitTaken();
        assertThat(hub.hub().camelContext().getRoute("claims-list-claims").getDescription())
                .isEqualTo("Lists all claims.");
    }

    @Test
    void several_files_that_only_fit_together_are_taken_together() throws IOException {
        Files.createDirectories(folder.resolve("sql/claims"));
        // Saved in an order in which each step alone is wrong.
        edit("openapi.yaml", it -> it.replace("operationId: claims-list-claims", "operationId: claims-list-all"));
        edit("rest/claims.camel.yaml", it -> it.replace("claims-list-claims", "claims-list-all")
                .replace("claims/list-claims", "claims/list-all"));
        Files.move(folder.resolve("sql/claims/list-claims.sql"), folder.resolve("sql/claims/list-all.sql"));
        edit("rest/claims.camel.yaml", it -> it.replace("sql: claims/list-claims", "sql: claims/list-all"));
        awaitTaken();

        assertThat(clinic.as("billing").get("/api/claims").status()).isEqualTo(200);
        assertThat(hub.hub().camelContext().getRoute("claims-list-claims")).isNull();
    }

    @Test
    void what_clients_are_connected_to_waits_for_the_next_start() throws IOException {
        try (SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            edit("hl7/mllp.camel.yaml", it -> it.replace("backlog: 512", "backlog: 256"));
            edit("events/payments.camel.yaml", it -> it.replace("{payment: .object}", "{payment: .object, note: 2}"));
            awaitTaken();
            pay(claim());

            assertThat(socket.expect("payment:received").get(0).at("/data/note").asInt())
                    .isEqualTo(2);
            assertThat(health().at("/data/waiting").asText())
                    .contains("hl7-receive-frame")
                    .contains("when the hub is started again");
        }
    }

    @Test
    void a_new_socket_endpoint_opens_and_the_others_stay() throws IOException {
        try (SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            edit(
                    "audiences.yaml",
                    it -> it.replace("resources:\n", "resources:\n  invoices: {see: [billers], write: []}\n"));
            edit(
                    "sockets/sockets.camel.yaml",
                    it -> it
                            + """

                    - templatedRoute:
                        routeId: sockets-accept-invoices
                        routeTemplateRef: socket
                        parameters:
                          - name: path
                            value: /ws/invoices
                    """);
            awaitTaken();
            clinic.socket("/ws/invoices", "billing").close();
            pay(claim());

            socket.expect("payment:received");
        }
    }

    @Test
    void the_clinics_own_tables_are_made_before_the_statements_that_need_them() throws IOException {
        Files.createDirectories(folder.resolve("migration"));
        Files.writeString(
                folder.resolve("migration/V1000__claim_notes.sql"),
                "CREATE TABLE claim_notes (tenant_id text, id uuid, note text, PRIMARY KEY (tenant_id, id));\n");
        edit(
                "sql/claims/list-claims.sql",
                it -> it.replace(
                        "FROM claims\n",
                        "FROM claims LEFT JOIN (SELECT note FROM claim_notes LIMIT 1) AS notes ON true\n"));
        awaitTaken();

        assertThat(hub.sql("SELECT count(*) FROM claim_notes")).isEqualTo("0");
    }

    @Test
    void a_hub_that_starts_on_what_this_one_refused_runs_what_runs_here() throws IOException {
        edit("sql/claims/set-status.sql", it -> it.replace("RETURNING stored", "RETURNNG stored"));
        awaitTold("sql/claims/set-status.sql:14", "syntax error");

        try (RunningHub restarted = hub.beside()) {
            assertThat(wrong(restarted))
                    .startsWith("The routes' folder has problems, and what ran before runs on: ")
                    .contains("sql/claims/set-status.sql:14");
            assertThat(new RouteHistory(hub.data()).versions().get(0).hash())
                    .isEqualTo(health(restarted).at("/data/version").asText());
            assertThat(clinic.at(restarted)
                            .as("billing")
                            .post("/api/claims/" + claim() + "/status", "{\"status\":\"submitted\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_save_on_which_the_check_itself_breaks_is_refused_and_the_next_one_taken() throws IOException {
        String nested = "(".repeat(20_000) + "true" + ")".repeat(20_000);
        edit("events/payments.camel.yaml", it -> it.replace(".op == \"insert\"", nested));
        awaitTold("The hub could not take the changed routes", "StackOverflowError");

        edit("events/payments.camel.yaml", it -> it.replace(nested, "(.op == \"insert\")"));
        awaitTaken();
    }

    @Test
    void a_set_that_the_check_passes_and_that_does_not_start_is_taken_back_whole() throws IOException {
        try (OtherSystem billing = OtherSystem.start();
                SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
            String file = "events/payments.camel.yaml";
            String events = Files.readString(folder.resolve(file));
            String delivery = delivery("Posts each denial.", billing.url());
            edit(file, it -> events + delivery);
            awaitTaken();
            String version = health().at("/data/version").asText();

            // Replaced are the route of the events and the delivery; the route that comes last finds its port taken.
            edit(
                    file,
                    it -> events.replace("{payment: .object}", "{payment: .object, note: 4}")
                            + delivery.replace("Posts each denial.", "Posts every denial.")
                            + listener(taken.getLocalPort()));
            long line = (events + delivery).lines().count() + 1;
            awaitTold(file + ":" + line, "Address already in use");

            assertThat(health().at("/data/version").asText()).isEqualTo(version);
            assertThat(health().path("status").asText()).isEqualTo("UP");
            String claim = claim();
            assertThat(setStatus(claim, "submitted", "billing")).isEqualTo(200);
            assertThat(setStatus(claim, "denied", "billing")).isEqualTo(200);
            await().untilAsserted(
                            () -> assertThat(billing.taken()).singleElement().matches(it -> it.body()
                                    .contains(claim)));
            pay(claim);
            assertThat(socket.expect("payment:received").get(0).at("/data/note").isMissingNode())
                    .isTrue();

            taken.close();
            edit(file, it -> it + "# The port is free now.\n");
            awaitTaken();
            assertThat(health().path("status").asText()).isEqualTo("UP");
        }
    }

    private static String delivery(String description, String url) {
        return """
                - route:
                    id: claims-deliver-denial
                    description: %s
                    routeConfigurationId: delivery-errors
                    from:
                      uri: subscription:claims
                      parameters:
                        events: claim:denied
                      steps:
                        - to:
                            id: to-billing-denial
                            uri: %s
                            parameters:
                              httpMethod: POST
                """
                .formatted(description, url);
    }

    private static String listener(int port) {
        return """
                - route:
                    id: payments-receive-line
                    description: Receives lines.
                    routeConfigurationId: mllp-errors
                    from:
                      uri: netty:tcp://127.0.0.1:%d
                      steps:
                        - log:
                            id: log-line
                            message: A line came.
                """
                .formatted(port);
    }

    @Test
    void every_version_that_ran_is_kept_and_can_be_put_back() throws IOException {
        String before = health().at("/data/version").asText();
        edit("events/payments.camel.yaml", it -> it.replace("{payment: .object}", "{payment: .object, note: 3}"));
        awaitTaken();
        RouteHistory history = new RouteHistory(hub.data());
        List<RouteHistory.Version> versions = history.versions();

        assertThat(versions.get(0).changes().changed()).containsExactly("events/payments.camel.yaml");
        assertThat(history.set(versions.get(1)).difference(RouteSet.read(folder)))
                .anyMatch(line -> line.startsWith("+") && line.contains("note: 3"));
        history.set(history.find(before).orElseThrow()).writeTo(folder);
        awaitTaken();
        assertThat(health().at("/data/version").asText()).isEqualTo(before);
    }

    /** The tail waits at the gate with the payment when the edit fails. */
    @Test
    void what_is_committed_while_an_edit_fails_to_start_is_told_by_the_routes_as_they_were() throws IOException {
        String claim = claim();
        try (SocketClient socket = clinic.socket("/ws/payments", "billing")) {
            UnstartableComponent.MEANWHILE.set(() -> {
                hub.sql(
                        "INSERT INTO payments (tenant_id, patient_id, claim_id, amount, payment_date)"
                                + " SELECT tenant_id, patient_id, id, 700, '2026-01-01' FROM claims WHERE id = ?::uuid",
                        claim);
                await().until(RouteReloadIT::theTailWaitsAtTheGate);
            });
            edit(
                    "events/payments.camel.yaml",
                    it -> it + "        - to:\n            id: to-nobody\n            uri: unstartable:nobody\n");
            awaitTold("events/payments.camel.yaml", "There is nobody at nobody");

            assertThat(socket.expect("payment:received")
                            .get(0)
                            .at("/data/payment/amount")
                            .asInt())
                    .isEqualTo(700);
            pay(claim);
            socket.expect("payment:received");
        } finally {
            UnstartableComponent.MEANWHILE.set(() -> {});
        }
    }

    private static boolean theTailWaitsAtTheGate() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> it.getKey().getName().equals("change-tail"))
                .flatMap(it -> Arrays.stream(it.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(Gate.class.getName())
                        && frame.getMethodName().equals("awaitOpen"));
    }

    private static void edit(String file, UnaryOperator<String> change) throws IOException {
        Path path = folder.resolve(file);
        Files.writeString(path, change.apply(Files.readString(path)));
    }

    /** Waits until what the folder holds runs. */
    private static void awaitTaken() throws IOException {
        String hash = RouteSet.read(folder).hash();
        await().untilAsserted(() -> {
            assertThat(wrong()).isEmpty();
            assertThat(health().at("/data/version").asText()).isEqualTo(hash);
        });
    }

    private static void awaitTold(String place, String words) {
        await().untilAsserted(() -> assertThat(wrong()).contains(place).contains(words));
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

    private static int setStatus(String claim, String status, String role) {
        return clinic.as(role)
                .post("/api/claims/" + claim + "/status", "{\"status\":\"" + status + "\"}")
                .status();
    }

    /** What health says is wrong; Camel 4.17 escapes a message twice. */
    private static String wrong() {
        return wrong(hub);
    }

    private static String wrong(RunningHub hub) {
        return health(hub)
                .path("message")
                .asText()
                .replace("\\/", "/")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }

    private static JsonNode health() {
        return health(hub);
    }

    private static JsonNode health(RunningHub hub) {
        for (JsonNode check : hub.health().path("checks")) {
            if (check.path("name").asText().equals("routes")) {
                return check;
            }
        }
        throw new AssertionError("health has no line of the routes");
    }
}
