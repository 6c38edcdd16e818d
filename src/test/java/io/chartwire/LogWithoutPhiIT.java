package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.HubLog;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.OtherSystem;
import io.chartwire.testing.RawSocket;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What fails in every way it can, at every door and full of a patient's data: none of it is in the hub's log, in that of its
 * database server, in a refusal or in an acknowledgement.
 */
class LogWithoutPhiIT {
    private static final String MARK = "ZZPHI";
    private static final int LARGEST_MESSAGE = 20_000;
    private static final OtherSystem BILLING = OtherSystem.start();

    @TempDir
    private static Path routes;

    private static RunningHub hub;

    private final Clinic clinic = hub.clinic();
    private final Client doctor = clinic.as("admin");
    private final HubLog log = HubLog.listen();
    private final List<String> answers = new ArrayList<>();

    @BeforeAll
    static void a_hub_whose_routes_fail_on_marked_claims() throws IOException {
        RoutesCopy.to(routes).add(Path.of("src/test/resources/webhook"));
        edit("events/claims.camel.yaml", "      steps:\n", "      steps:\n" + failures());
        edit(
                "events/claims.camel.yaml",
                "data: \"{claim: .object}\"",
                "data: 'if .after.payer == \"ZZPHI mapping\" then error(.after.payer) else {claim: .object} end'");
        edit(
                "sql/claims/enrich-claims.sql",
                "AS logged\n",
                "AS logged\nWHERE CASE logged.payer WHEN 'ZZPHI join' THEN logged.payer::int ELSE 1 END > 0\n");
        Files.writeString(routes.resolve("hl7/senders.yaml"), "senders: [{sendingApplication: LAB, tenant: demo}]\n");
        hub = RunningHub.alone(Map.of(
                "chartwire.routes", routes.toString(),
                "chartwire.dead-letters.attempts", "1",
                "chartwire.delivery.retry-millis", "5",
                "chartwire.hl7.max-bytes", Integer.toString(LARGEST_MESSAGE),
                "claims.denial.url", BILLING.url()));
    }

    @AfterAll
    static void stop() {
        hub.close();
        BILLING.close();
    }

    /** What came of a test is looked for when the hub has had the time to tell it: the next request after it is done. */
    @AfterEach
    void nothing_is_told() throws IOException {
        log.close();
        assertThat(log.lines()).as("the hub's log").noneMatch(line -> line.contains(MARK));
        assertThat(answers).as("answers").noneMatch(answer -> answer.contains(MARK));
        assertThat(Files.readString(RunningHub.shared().data().resolve("postgres.log")))
                .as("the server's log")
                .isNotEmpty()
                .doesNotContain(MARK);
    }

    @Test
    void of_requests_that_are_refused() {
        String patient = "{\"firstName\":\"ZZPHI\",\"lastName\":\"ZZPHI\",\"mrn\":\"ZZPHI1\"";
        doctor.post("/api/patients", patient + "}");
        refused(400, doctor.post("/api/patients", patient + ",\"dob\":"));
        refused(409, doctor.post("/api/patients", patient + "}"));
        refused(400, doctor.post("/api/patients", patient.replace("ZZPHI1", "ZZPHI2") + ",\"dob\":\"ZZPHI\"}"));
        refused(400, doctor.get("/api/patients/ZZPHI"));
        refused(
                422,
                doctor.post(
                        "/api/claims",
                        "{\"patientId\":\"00000000-0000-7000-8000-000000000000\",\"payer\":\"ZZPHI\",\"totalCharges\":1}"));
        refused(401, doctor.withToken("ZZPHI.ZZPHI.ZZPHI").get("/api/patients"));
        refused(404, doctor.get("/api/ZZPHI"));
        refused(415, doctor.send("POST", "/api/patients", "ZZPHI", "Content-Type", "text/plain"));
    }

    @Test
    void of_a_value_that_the_database_refuses() {
        hub.sql("ALTER TABLE prior_auths ADD CONSTRAINT prior_auths_test CHECK (service_type <> 'ZZPHI') NOT VALID");
        hub.sql(
                "CREATE UNIQUE INDEX prior_auths_test ON prior_auths ((service_type::int)) WHERE service_type LIKE 'ZZ%'");
        for (String type : List.of("ZZPHI", "ZZPHI number")) {
            Client.Answer answer = doctor.post(
                    "/api/prior-auths",
                    "{\"patientId\":\"%s\",\"serviceType\":\"%s\"}".formatted(clinic.patient(), type));
            assertThat(answer.status()).as(answer.text()).isBetween(400, 500);
            answers.add(answer.text());
        }
    }

    @Test
    void of_messages_over_http() {
        for (String message : List.of("ZZPHI", "MSH|^~\\&|ZZPHI|ZZPHI", oru("X1", "OBX|ZZPHI"), oru("", "ZZPHI"))) {
            String answer = clinic.as("lab_interface")
                    .send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2")
                    .text();
            assertThat(answer).contains("MSA|");
            if (!message.contains("|ZZPHI|ZZPHI")) {
                answers.add(answer);
            }
        }
    }

    @Test
    void of_messages_over_mllp_whatever_comes_of_them() {
        hub.sql("ALTER TABLE biopsies ADD CONSTRAINT biopsies_test CHECK (diagnosis <> 'ZZPHI refused') NOT VALID");
        String known = "OBR|1|BIOPSY123|F1|88305^P^L||||||||||||||||||20250108||||F\r";
        String unmatched = oru("ZZPHI-MRN", known + diagnosis("ZZPHI"));
        try (MllpClient lab = MllpClient.open(hub, SocketFactory.getDefault())) {
            tell("AA", lab, unmatched);
            tell("AA", lab, unmatched);
            tell("AA", lab, unmatched.replace("\r", "\n"));
            tell("AE", lab, oru("PAT12345", known + diagnosis("ZZPHI refused")));
            tell("AR", lab, "ZZPHI");
            tell("AR", lab, oru("ZZPHI", known).replace("|ORU^R01|", "|ZZZ^Z01|"));
            tell("AR", lab, oru("ZZPHI", known).replace("|LAB|", "|STRANGER|"));
            tell("AR", lab, oru("ZZPHI", known).replaceFirst("(?<=R01\\|)[^|]+", ""));
            tell("AR", lab, oru("ZZPHI", known).replace("\r", " "));
            hub.sql("ALTER TABLE hl7 ADD CONSTRAINT hl7_test CHECK (false) NOT VALID");
            tell("AE", lab, unmatched.replaceFirst("(?<=R01\\|)[^|]+", "another"));
            hub.sql("ALTER TABLE hl7 DROP CONSTRAINT hl7_test");
            lab.send("ZZPHI between frames");
            tell("AR", lab, oru("X1", "NTE|1||" + "ZZPHI".repeat(LARGEST_MESSAGE / 5)));
            assertThat(lab.answer()).as("the connection is closed").isNull();
        }
        try (MllpClient gone = MllpClient.open(hub, SocketFactory.getDefault())) {
            gone.send("\u000b" + unmatched);
        }
        assertThat(hub.rows("SELECT DISTINCT status FROM hl7 ORDER BY status"))
                .contains("unmatched", "failed", "rejected");
    }

    @Test
    void of_changes_whose_routes_fail_and_of_replays_that_fail_again() {
        for (String failure : List.of("ZZPHI route", "ZZPHI mapping", "ZZPHI join", "ZZPHI away")) {
            claim(failure);
        }
        Client engineer = clinic.as("integration");
        awaitPending(4, engineer);
        for (JsonNode letter : engineer.get("/api/dead-letters").json().path("items")) {
            refused(409, engineer.post("/api/dead-letters/" + letter.path("id").asText() + "/replay", null));
        }
        assertThat(engineer.post("/api/dead-letters/replay", null).status()).isEqualTo(200);
        try (SocketClient screen = clinic.rawSocket("/ws/claims?since=0", "billing")) {
            screen.next();
        }
    }

    private static void awaitPending(int letters, Client engineer) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> engineer.get("/api/dead-letters?status=pending")
                                .json()
                                .path("items")
                                .size()
                        == letters);
    }

    @Test
    void of_deliveries_that_another_system_refuses_and_quotes() {
        BILLING.refuse(Integer.MAX_VALUE);
        String path = "/api/claims/" + claim("ZZPHI") + "/status";
        doctor.post(path, "{\"status\":\"submitted\"}");
        doctor.post(path, "{\"status\":\"denied\",\"reason\":\"ZZPHI\"}");
        Client engineer = clinic.as("integration");
        awaitPending(1, engineer);
        String letter =
                engineer.get("/api/dead-letters").json().at("/items/0/id").asText();
        refused(409, engineer.post("/api/dead-letters/" + letter + "/replay", null));
    }

    @Test
    void of_what_clients_say_and_break_on_sockets() throws IOException {
        try (SocketClient screen = clinic.socket("/ws", "admin")) {
            for (String said : List.of("ZZPHI", "{\"ZZPHI\":1}", "{\"token\":\"ZZPHI.ZZPHI.ZZPHI\"}")) {
                screen.say(said);
                answers.add(screen.expect("error").toString());
            }
            screen.say("{\"ack\":\"ZZPHI\"}");
            screen.next();
            screen.say("ZZPHI".repeat(1_000_000));
            screen.closeCode();
        }
        String url = hub.http().replace("http", "ws") + "/ws/claims?events=ZZPHI&since=ZZPHI";
        assertThatThrownBy(() -> SocketClient.open(url, "ZZPHI.ZZPHI.ZZPHI")).isNotNull();
        try (SocketClient screen = clinic.rawSocket("/ws?since=ZZPHI", "admin")) {
            answers.add(screen.next().toString());
        }
        String token = hub.token(clinic.tenant(), "screen", "admin");
        try (RawSocket broken = RawSocket.open(hub.http(), "/ws", token)) {
            broken.send("ZZPHI ZZPHI ZZPHI");
        }
        for (String garbage :
                List.of("ZZPHI\r\n\r\n", "GET /ZZPHI HTTP/ZZPHI\r\n\r\n", "POST /api/hl7 HTTP/1.1\r\nZZPHI")) {
            try (Socket client = new Socket("127.0.0.1", hub.hub().httpPort())) {
                client.getOutputStream().write(garbage.getBytes(StandardCharsets.UTF_8));
                client.shutdownOutput();
                answers.add(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void of_statements_whose_connections_are_ended() throws SQLException {
        try (Connection other = hub.hub().database().dedicated();
                Statement statement = other.createStatement()) {
            statement.execute("SET application_name = 'ZZPHI'");
            assertThatThrownBy(() -> statement.execute("SELECT pg_terminate_backend(pg_backend_pid()), 'ZZPHI'"))
                    .isInstanceOf(SQLException.class);
        }
        await().until(() -> Files.readString(RunningHub.shared().data().resolve("postgres.log"))
                .contains("terminating connection due to administrator command"));
    }

    private String claim(String payer) {
        return doctor.post(
                        "/api/claims",
                        "{\"patientId\":\"%s\",\"totalCharges\":1,\"payer\":\"%s\"}".formatted(clinic.patient(), payer))
                .id();
    }

    private void refused(int status, Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        answers.add(answer.text());
    }

    private void tell(String code, MllpClient lab, String message) {
        String answer = lab.ask(message);
        assertThat(answer).contains("\rMSA|" + code + "|");
        answers.add(answer);
    }

    private static String oru(String mrn, String segments) {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20260101||ORU^R01|" + UUID.randomUUID() + "|P|2.5\rPID|1||" + mrn
                + "^^^ZZPHI^MR||ZZPHI^ZZPHI||19800101|F\r" + segments + "\r";
    }

    private static String diagnosis(String text) {
        return "OBX|1|TX|22637-3^Final Diagnosis^LN||" + text + "||||||F";
    }

    private static String failures() {
        return failure("route", "java.lang.IllegalStateException") + failure("away", "java.net.ConnectException");
    }

    private static String failure(String name, String exception) {
        return """
                        - filter:
                            id: choose-%s
                            simple: ${jq(.after.payer)} == 'ZZPHI %s'
                            steps:
                              - throwException:
                                  exceptionType: %s
                                  message: ${body}
                """
                .formatted(name, name, exception);
    }

    private static void edit(String file, String before, String after) throws IOException {
        Path path = routes.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(before);
        Files.writeString(path, text.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after)));
    }
}
