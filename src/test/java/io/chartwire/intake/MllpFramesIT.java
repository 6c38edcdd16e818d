package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes as laboratories send them, over a real connection: what is answered, what is kept, and that nothing else is. */
class MllpFramesIT {

    private final RunningHub hub = RunningHub.shared();
    private final String first = "A-" + UUID.randomUUID();
    private final String second = "B-" + UUID.randomUUID();

    /** In a stream {@code <} is 0x0B, {@code >} is 0x1C, and <code>{A}</code> and <code>{B}</code> are messages; then the answers. */
    static Stream<Arguments> streams() {
        return Stream.of(
                stream("two frames in one segment", "<{A}>\r<{B}>\r", "AA A", "AA B"),
                stream("no 0x0D after 0x1C", "<{A}>", "AA A"),
                stream("no 0x0D after 0x1C between two", "<{A}><{B}>\r", "AA A", "AA B"),
                stream("line feeds and noise between frames", "\n<{A}>\r\n\nnoise<{B}>\r\r\n", "AA A", "AA B"),
                stream("noise before the first frame", "PING\r\n<{A}>\r", "AA A"),
                stream("a second 0x0B", "<<{A}>\r", "AA A"),
                stream("half a frame, begun again", "<MSH|^~\\&|half<{A}>\r", "AA A"),
                stream("an empty frame", "<>\r<{A}>\r", "AR ", "AA A"),
                stream("a frame of blanks", "< \r\n>\r<{A}>\r", "AR ", "AA A"),
                stream("no HL7", "<GET / HTTP/1.1>\r<{A}>\r", "AR ", "AA A"),
                stream("the same frame twice", "<{A}>\r<{A}>\r", "AA A", "AA A"),
                stream("a byte-order mark", "<\uFEFF{A}>\r", "AA A"),
                stream("segments ended by line feeds", "<{A LF}>\r", "AA A"),
                stream("segments ended by both", "<{A CRLF}>\r", "AA A"),
                stream("a form feed inside a value", "<{A FF}>\r<{B}>\r", "AA A", "AA B"),
                stream("a carriage return inside a value", "<{A CR}>\r<{B}>\r", "AA A", "AA B"),
                stream("0x1C inside a value", "<{A FS}>\r<{B}>\r", "AA A", "AA B"),
                stream("0x0B inside a value", "<{A VT}>\r<{B}>\r", "AA A", "AA B"),
                stream("another byte for the 0x0D", "<{A}>\0", "AA A"));
    }

    private static Arguments stream(String name, String bytes, String... answers) {
        return Arguments.of(name, bytes, List.of(answers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void answers_each_frame_once_and_keeps_each_message_once(String name, String stream, List<String> answers) {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(bytes(stream));
            assertThat(answersOf(engine, answers.size())).isEqualTo(named(answers));
            engine.finish();
            assertThat(engine.answer()).as("an answer too many").isNull();
        }
        assertThat(kept(first)).isEqualTo(stream.contains("{A") ? 1 : 0);
        assertThat(kept(second)).isEqualTo(stream.contains("{B") ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void answers_the_same_when_it_comes_byte_by_byte(String name, String stream, List<String> answers) {
        try (MllpClient engine = MllpClient.open()) {
            for (String one : bytes(stream).split("(?<=.)")) {
                engine.send(one);
            }
            engine.finish();
            assertThat(answersOf(engine, answers.size())).isEqualTo(named(answers));
            assertThat(engine.answer()).isNull();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void keeps_the_bytes_as_they_came(String name, String stream, List<String> answers) {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(bytes(stream));
            answersOf(engine, answers.size());
        }
        String raw = hub.sql(
                "SELECT convert_from(raw, 'UTF8') FROM hl7_contents JOIN hl7 ON (hl7.tenant_id, hl7.id) = "
                        + "(hl7_contents.tenant_id, message_id) WHERE control_id = ?",
                first);
        assertThat(bytes(stream)).contains("\u000B" + raw + "\u001C");
    }

    @Test
    void still_answers_a_sender_that_has_closed_its_half() {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(bytes("<{A}>\r<{B}>\r"));
            engine.finish();
            assertThat(answersOf(engine, 2)).containsExactly("AA " + first, "AA " + second);
            assertThat(engine.answer()).isNull();
        }
    }

    @Test
    void announces_a_message_once_however_often_it_comes() {
        try (MllpClient engine = MllpClient.open();
                SocketClient console = hub.demo().socket("/ws/hl7", "integration")) {
            engine.send(bytes("<{A}>\r<{A}>\r<{A}>\r<{B}>\r"));
            answersOf(engine, 4);
            assertThat(console.expect("hl7:unmatched", "hl7:unmatched"))
                    .extracting(event -> event.at("/data/controlId").asText())
                    .containsExactly(first, second);
        }
        assertThat(hub.sql("SELECT duplicates FROM hl7 WHERE control_id = ?", first))
                .isEqualTo("2");
        assertThat(hub.sql(
                        "SELECT count(*) FROM observations JOIN hl7 ON (hl7.tenant_id, hl7.id) = "
                                + "(observations.tenant_id, message_id) WHERE control_id = ?",
                        first))
                .isEqualTo("1");
    }

    @Test
    void answers_a_thousand_pipelined_frames_in_their_order() {
        List<String> ids = new ArrayList<>();
        StringBuilder frames = new StringBuilder();
        for (int count = 0; count < 1000; count++) {
            ids.add("P" + count + "-" + first);
            frames.append(MllpClient.frame(message(ids.get(count), "x", "\r").replace("ORU^R01", "MDM^T02")));
        }
        try (MllpClient engine = MllpClient.open()) {
            engine.send(frames.toString());
            assertThat(answersOf(engine, 1000))
                    .isEqualTo(ids.stream().map(id -> "AR " + id).toList());
        }
    }

    /** One message waits for a row that another program has locked; more connections than there are workers go on. */
    @Test
    void keeps_no_lab_waiting_behind_a_message_of_another() throws SQLException {
        String patient = hub.sql("SELECT id FROM patients WHERE tenant_id = 'demo' LIMIT 1");
        String mrn = hub.sql("SELECT mrn FROM patients WHERE tenant_id = 'demo' AND id = ?::uuid", patient);
        String locked = hub.demo()
                .as("provider")
                .post(
                        "/api/biopsies",
                        """
                {"patientId":"%s","orderingProviderId":"%s","bodyLocation":"nose","specimenType":"punch","pathLab":"East","orderNumber":"%s"}"""
                                .formatted(
                                        patient,
                                        hub.sql("SELECT id FROM providers WHERE tenant_id = 'demo' LIMIT 1"),
                                        first))
                .id();
        String report = message(first, "x", "\r").replace("NOBODY", mrn).replace("|NONE|", "|" + first + "|");
        try (Connection program = hub.hub().database().dedicated();
                MllpClient engine = MllpClient.open()) {
            program.setAutoCommit(false);
            program.createStatement().execute("SELECT FROM biopsies WHERE id = '" + locked + "' FOR UPDATE");
            engine.send(MllpClient.frame(report));
            for (int count = 0; count < 80; count++) {
                try (MllpClient other = MllpClient.open()) {
                    assertThat(other.ask(message(second + count, "x", "\r"))).contains("\rMSA|AA|");
                }
            }
            assertThat(kept(first)).as("waits").isZero();
            program.rollback();
            assertThat(engine.answer()).contains("\rMSA|AA|" + first);
        }
    }

    private static List<String> answersOf(MllpClient engine, int count) {
        List<String> answers = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            String[] msa = engine.answer().split("\r")[1].split("\\|", -1);
            answers.add(msa[1] + " " + msa[2]);
        }
        return answers;
    }

    private List<String> named(List<String> answers) {
        return answers.stream()
                .map(answer -> answer.replaceFirst("A$", first).replaceFirst("B$", second))
                .toList();
    }

    private String bytes(String drawing) {
        return drawing.replace('<', '\u000B')
                .replace('>', '\u001C')
                .replace("{A}", message(first, "x", "\r"))
                .replace("{A LF}", message(first, "x", "\n"))
                .replace("{A CRLF}", message(first, "x", "\r\n"))
                .replace("{A FF}", message(first, "be\u000Cfore", "\r"))
                .replace("{A CR}", message(first, "be\rfore", "\r"))
                .replace("{A VT}", message(first, "be\u000Bfore", "\r"))
                .replace("{A FS}", message(first, "be\u001Cfore", "\r"))
                .replace("{B}", message(second, "x", "\r"));
    }

    private static String message(String id, String value, String end) {
        return String.join(
                        end,
                        "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||ORU^R01|" + id + "|P|2.5",
                        "PID|1||NOBODY^^^C^MR||LEE^ANN",
                        "OBR|1|NONE||88305^PATH^C4||||||||||||||||||20250110|||F",
                        "OBX|1|TX|22637-3^Final Diagnosis^LN||" + value + "||||||F")
                + end;
    }

    private int kept(String id) {
        return Integer.parseInt(hub.sql("SELECT count(*) FROM hl7 WHERE control_id = ?", id));
    }
}
