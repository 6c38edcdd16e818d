package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.cli.Chartwire;
import io.chartwire.testing.Client;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Every outcome of a message over a real connection, with a database that can be told to refuse it. */
class AcknowledgementIT {
    private static final String PASSES = "53100";
    private static final String STAYS = "22000";

    private final RunningHub hub = RunningHub.shared();
    private final String id = "ACK-" + UUID.randomUUID();

    @BeforeEach
    void allowFailures() {
        hub.sql("CREATE TABLE broken (control_id text, sqlstate text)");
        hub.sql("GRANT SELECT ON broken TO PUBLIC");
        hub.sql(
                """
                CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE state text := (SELECT sqlstate FROM broken WHERE control_id = NEW.control_id);
                BEGIN
                    IF state IS NOT NULL AND NEW.status <> 'failed' THEN
                        RAISE EXCEPTION 'told to fail' USING ERRCODE = state;
                    END IF;
                    RETURN NEW;
                END $$""");
        hub.sql("CREATE TRIGGER break BEFORE INSERT ON hl7 FOR EACH ROW EXECUTE FUNCTION break()");
    }

    @AfterEach
    void mend() {
        hub.sql("DROP TRIGGER break ON hl7");
        hub.sql("DROP FUNCTION break");
        hub.sql("DROP TABLE broken");
    }

    @ParameterizedTest(name = "MSH-15 {0}, MSH-16 {1}: {2}, {3}, {4}")
    @CsvSource(
            textBlock =
                    """
            '', '', AA,    AE, AR
            AL, '', CA,    CE, CR
            NE, '', '',    '', ''
            '', AL, AA,    AE, AR
            '', ER, '',    AE, AR
            '', SU, AA,    '', ''
            AL, AL, CA AA, CE, CR
            NE, AL, AA,    AE, AR
            ER, AL, AA,    CE, CR
            SU, ER, CA,    AE, AR
            NE, NE, '',    '', ''
            """)
    void answers_what_was_asked_for_and_no_more(
            String accept, String application, String accepted, String failed, String rejected) {
        assertThat(codes(message(id + "-a", "ORU^R01", accept, application))).isEqualTo(accepted);
        assertThat(codes(message(id + "-r", "MDM^T02", accept, application))).isEqualTo(rejected);
        fail(id + "-f", PASSES);
        assertThat(codes(message(id + "-f", "ORU^R01", accept, application))).isEqualTo(failed);
        assertThat(kept(id + "-a")).isEqualTo("unmatched");
        assertThat(kept(id + "-r")).isEqualTo("rejected");
        assertThat(kept(id + "-f")).isNull();
    }

    @Test
    void the_command_send_takes_both_answers_to_a_message_before_it_sends_the_next(@TempDir Path folder)
            throws IOException {
        Path accepted = Files.writeString(folder.resolve("a.hl7"), message(id + "-a", "ORU^R01", "AL", "AL"));
        Path rejected = Files.writeString(folder.resolve("r.hl7"), message(id + "-r", "MDM^T02", "AL", "AL"));
        StringWriter said = new StringWriter();
        CommandLine chartwire = new CommandLine(new Chartwire()).setOut(new PrintWriter(said, true));
        String port = String.valueOf(hub.hub().mllpPort());

        assertThat(chartwire.execute("send", "--port", port, accepted.toString(), rejected.toString()))
                .isEqualTo(1);
        assertThat(said.toString())
                .containsSubsequence("MSA|CA|" + id + "-a", "MSA|AA|" + id + "-a", "MSA|CR|" + id + "-r");
        assertThat(chartwire.execute("send", "--port", port, accepted.toString(), accepted.toString()))
                .isZero();
    }

    @ParameterizedTest(name = "SQL state {0}")
    @CsvSource({PASSES + ", ", STAYS + ", failed"})
    void takes_a_resend_once_after_ae(String state, String meanwhile) {
        String message = message(id, "ORU^R01", "", "");
        fail(id, state);
        try (MllpClient engine = MllpClient.open();
                SocketClient console = hub.demo().socket("/ws/hl7", "integration")) {
            assertThat(engine.ask(message))
                    .contains("\rMSA|AE|" + id + "|", "\rERR||MSH^1|207^", "send it again")
                    .doesNotContain("SECRET", "NOBODY", "told to fail");
            assertThat(kept(id)).isEqualTo(meanwhile);

            hub.sql("DELETE FROM broken");
            assertThat(engine.ask(message)).endsWith("\rMSA|AA|" + id + "\r");
            assertThat(engine.ask(message)).endsWith("\rMSA|AA|" + id + "\r");
            assertThat(console.expect("hl7:unmatched")
                            .get(0)
                            .at("/data/controlId")
                            .asText())
                    .isEqualTo(id);
            assertThat(console.waiting()).isZero();
        }
        assertThat(hub.sql("SELECT count(*) || ' ' || max(duplicates) FROM hl7 WHERE control_id = ?", id))
                .isEqualTo("1 1");
        assertThat(hub.sql(
                        "SELECT count(*) FROM observations JOIN hl7 ON (hl7.tenant_id, hl7.id) ="
                                + " (observations.tenant_id, message_id) WHERE control_id = ?",
                        id))
                .isEqualTo("1");
    }

    @ParameterizedTest(name = "SQL state {0}")
    @CsvSource({PASSES + ", ", STAYS + ", failed"})
    void answers_ae_over_http_too(String state, String meanwhile) {
        fail(id, state);
        Client.Answer answer = hub.demo()
                .as("lab_interface")
                .send("POST", "/api/hl7", message(id, "ORU^R01", "AL", "AL"), "Content-Type", "application/hl7-v2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/hl7-v2");
        assertThat(answer.text())
                .contains("\rMSA|CE|" + id + "|", "send it again")
                .doesNotContain("SECRET", "told to fail");
        assertThat(kept(id)).isEqualTo(meanwhile);
    }

    @Test
    void keeps_a_header_that_is_too_long_and_refuses_it() {
        for (String header : List.of(
                "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110||ORU^R01|" + id + random() + "|P|2.5\r",
                "MSH|^~\\&|" + random() + "|EAST|EHR|CLINIC|20250110||ORU^R01|" + id + "|P|2.5\r",
                "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110||" + random() + "^R01|" + id + "|P|2.5\r",
                "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110||ORU^R01|" + id + "|P|2." + random() + "\r")) {
            assertThat(codes(header + "PID|1||NOBODY\r")).isEqualTo("AR");
        }
        assertThat(hub.sql("SELECT count(*) FROM hl7 WHERE control_id LIKE ? AND status = 'rejected'", id + "%"))
                .isEqualTo("4");
    }

    @Test
    void flags_a_message_in_another_character_set_than_it_says() {
        try (MllpClient engine = MllpClient.open()) {
            engine.ask(message(id, "ORU^R01", "", "")
                    .replace("|P|2.5|||", "|P|2.5||||||ASCII")
                    .replace("ANN", "ÄNN"));
        }
        assertThat(hub.sql("SELECT charset_mismatch FROM hl7 WHERE control_id = ?", id))
                .isEqualTo("t");
    }

    private void fail(String controlId, String state) {
        hub.sql("INSERT INTO broken VALUES (?, ?)", controlId, state);
    }

    private String codes(String message) {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(MllpClient.frame(message));
            engine.finish();
            List<String> codes = new ArrayList<>();
            for (String answer = engine.answer(); answer != null; answer = engine.answer()) {
                codes.add(answer.split("\r")[1].split("\\|")[1]);
            }
            return String.join(" ", codes);
        }
    }

    private String kept(String controlId) {
        return hub.sql("SELECT status FROM hl7 WHERE control_id = ?", controlId);
    }

    /** Too long for an index, however it is compressed. */
    private static String random() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 10_000) {
            text.append(UUID.randomUUID().toString().replace("-", ""));
        }
        return text.toString();
    }

    private static String message(String id, String type, String accept, String application) {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||" + type + "|" + id + "|P|2.5|||" + accept + "|"
                + application + "\rPID|1||NOBODY^^^C^MR||SECRET^ANN\rOBR|1|NONE\rOBX|1|TX|C||x||||||F\r";
    }
}
