package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartwire.testing.Client;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes over MLLP has its entry in the audit log, whether anything is kept of it or not. */
class AuditedMessagesIT {
    private static final int LARGEST = 10_000;
    private static final int MOST_CONNECTIONS = 2;

    private static RunningHub hub;

    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void a_hub_that_knows_one_laboratory(@TempDir Path routes) throws IOException {
        RoutesCopy.to(routes);
        Files.writeString(routes.resolve("hl7/senders.yaml"), "senders: [{sendingApplication: LAB, tenant: demo}]\n");
        hub = RunningHub.alone(Map.of(
                "chartwire.routes", routes.toString(),
                "chartwire.hl7.max-bytes", Integer.toString(LARGEST),
                "chartwire.mllp.max-connections", Integer.toString(MOST_CONNECTIONS)));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void with_the_row_where_one_is_kept() {
        try (MllpClient lab = MllpClient.open(hub, SocketFactory.getDefault())) {
            assertThat(lab.ask(result(id, "unknown"))).contains("\rMSA|AA|");
            assertThat(lab.ask(result(id, "unknown"))).contains("\rMSA|AA|");
            assertThat(lab.ask(result(id, "x").replace("ORU^R01", "ZZZ^Z01"))).contains("\rMSA|AR|");
            hub.sql("ALTER TABLE observations ADD CONSTRAINT observations_test CHECK (false) NOT VALID");
            assertThat(lab.ask(result("3" + id, "x"))).contains("\rMSA|AE|");
            hub.sql("ALTER TABLE observations DROP CONSTRAINT observations_test");
        }
        String unmatched = message("unmatched", id);

        assertThat(entries())
                .containsSubsequence(
                        "LAB^EAST hl7-receive-message hl7 " + message("failed", "3" + id) + " 500 127.0.0.1",
                        "LAB^EAST hl7-receive-message hl7 " + message("rejected", id) + " 400 127.0.0.1",
                        "LAB^EAST hl7-receive-message hl7 " + unmatched + " 200 127.0.0.1",
                        "LAB^EAST hl7-receive-message hl7 " + unmatched + " 200 127.0.0.1");
    }

    @Test
    void with_its_control_id_where_it_could_not_be_kept() {
        try (MllpClient lab = MllpClient.open(hub, SocketFactory.getDefault())) {
            hub.sql("ALTER TABLE hl7 ADD CONSTRAINT hl7_test CHECK (false) NOT VALID");
            assertThat(lab.ask(result(id, "x"))).contains("\rMSA|AE|" + id);
            hub.sql("ALTER TABLE hl7 DROP CONSTRAINT hl7_test");
        }

        assertThat(entries()).contains("LAB^EAST hl7-receive-message hl7 " + id + " 503 127.0.0.1");
    }

    @Test
    void of_a_stranger_in_a_line_of_bounded_length() {
        String strange = id + "x".repeat(1_000);
        try (MllpClient stranger = MllpClient.open(hub, SocketFactory.getDefault())) {
            assertThat(stranger.ask(result(strange, "x").replace("|LAB|", "|STRANGER|")))
                    .contains("\rMSA|AR|");
        }

        assertThat(strangers(id))
                .singleElement()
                .asString()
                .startsWith("STRANGER^EAST hl7-receive-message " + id + "xxx")
                .endsWith("x 403 127.0.0.1")
                .hasSizeLessThan(400);
    }

    @Test
    void of_a_frame_that_is_too_large() {
        try (MllpClient lab = MllpClient.open(hub, SocketFactory.getDefault())) {
            assertThat(lab.ask("x".repeat(LARGEST + 1))).contains("\rMSA|AR|");
        }

        assertThat(strangers("413")).containsExactly("- hl7-receive-message - 413 127.0.0.1");
    }

    @Test
    void as_has_a_connection_too_many() {
        hub.awaitMetric("chartwire_hl7_connections ", 0);
        List<MllpClient> open = new ArrayList<>();
        try {
            for (int count = 0; count < MOST_CONNECTIONS; count++) {
                open.add(MllpClient.open(hub, SocketFactory.getDefault()));
                open.get(count).ask(result(UUID.randomUUID().toString(), "x"));
            }
            MllpClient refused = MllpClient.open(hub, SocketFactory.getDefault());
            open.add(refused);
            assertThat(refused.answer()).isNull();
        } finally {
            open.forEach(MllpClient::close);
        }

        assertThat(strangers("429")).contains("- mllp-open - 429 127.0.0.1");
        hub.awaitMetric("chartwire_hl7_connections ", 0);
    }

    private static String result(String controlId, String diagnosis) {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20260101||ORU^R01|" + controlId
                + "|P|2.5\rPID|1||NOBODY^^^C^MR||LEE^ANN\r"
                + "OBR|1|ORDER|CASE|88305^P^L||||||||||||||||||20250108||||F\r"
                + "OBX|1|TX|22637-3^Final Diagnosis^LN||" + diagnosis + "||||||F\r";
    }

    private static String message(String status, String controlId) {
        return hub.sql("SELECT id FROM hl7 WHERE status = ? AND control_id = ?", status, controlId);
    }

    /** Of the laboratory's tenant, newest first. */
    private static List<String> entries() {
        List<String> entries = new ArrayList<>();
        Client officer = hub.demo().as("compliance_officer");
        officer.get("/api/audit?limit=200")
                .json()
                .path("items")
                .forEach(it -> entries.add(String.join(
                        " ",
                        it.path("actor").asText(),
                        it.path("action").asText(),
                        it.path("resource").asText(),
                        it.path("objectId").asText(),
                        it.path("outcome").asText(),
                        it.path("remote").asText())));
        return entries;
    }

    /** Of no tenant, in which a text is. */
    private static List<String> strangers(String text) {
        return await().until(
                        () -> hub
                                .rows("SELECT concat_ws(' ', actor, action, coalesce(object_id, '-'), outcome, remote)"
                                        + " FROM audit_log WHERE tenant_id = '-'")
                                .stream()
                                .filter(entry -> entry.contains(text))
                                .toList(),
                        found -> !found.isEmpty());
    }
}
