package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** Messages that nobody here wrote, end to end: each does what the table in {@code docs/operations.md} says. */
class SamplesIT {
    private static final Path SAMPLES = Path.of("src/test/resources/hl7");

    /** A line of the table: file, MSA-1, status with its reason, events, and how many rows are kept. */
    private record Row(String file, String ack, String status, String events, String kept) {

        static Row of(String line) {
            String[] cells = line.replace("`", "").split(" *\\| *");
            return new Row(cells[1], cells[2], cells[3], cells[4], cells[5]);
        }
    }

    @Test
    void do_what_the_documentation_says() throws IOException {
        List<Row> documented = documented();
        List<Row> seen = new ArrayList<>();
        try (RunningHub hub = RunningHub.alone(Map.of());
                MllpClient engine = MllpClient.open(hub, SocketFactory.getDefault());
                SocketClient screen = hub.demo().socket("/ws", "admin")) {
            for (Row row : documented) {
                seen.add(sent(row.file(), hub, engine, screen));
            }
        }
        assertThat(seen).isEqualTo(documented);
    }

    @Test
    void are_all_in_the_documentation() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".hl7")))
                    .containsExactlyInAnyOrderElementsOf(
                            documented().stream().map(Row::file).toList());
        }
    }

    private static Row sent(String file, RunningHub hub, MllpClient engine, SocketClient screen) throws IOException {
        String ack = engine.ask(Files.readString(SAMPLES.resolve(file), StandardCharsets.UTF_8));
        String[] msa = ack.split("\r")[1].split("\\|");
        String message = hub.sql("SELECT id FROM hl7 WHERE control_id = ?", msa[2]);
        return new Row(
                file,
                msa[1],
                hub.sql("SELECT concat_ws(': ', status, reason) FROM hl7 WHERE id = ?::uuid", message),
                events(hub, screen),
                hub.sql(
                        """
                        SELECT string_agg(count || ' ' || kept || CASE WHEN count > 1 THEN 's' ELSE '' END, ', ' ORDER BY place)
                        FROM hl7 AS message, LATERAL (VALUES
                            (1, 'patient', (SELECT count(*) FROM patients WHERE id = message.patient_id AND biopsy_id IS NULL)),
                            (2, 'observation', (SELECT count(*) FROM observations WHERE message_id = message.id)),
                            (3, 'document', (SELECT count(*) FROM biopsy_documents WHERE message_id = message.id)),
                            (4, 'version', (SELECT count(*) FROM biopsy_versions WHERE message_id = message.id))
                        ) AS counted(place, kept, count)
                        WHERE message.id = ?::uuid AND count > 0""",
                        message));
    }

    /** The events up to that of a change that comes after the message's. */
    private static String events(RunningHub hub, SocketClient screen) {
        hub.sql("UPDATE claims SET payer_name = clock_timestamp()::text WHERE claim_number = 'CLM-1001'");
        List<String> events = new ArrayList<>();
        for (String event = next(screen); !event.equals("claim:updated"); event = next(screen)) {
            events.add(event);
        }
        return String.join(" ", events);
    }

    private static String next(SocketClient screen) {
        return screen.next().path("event").asText();
    }

    private static List<Row> documented() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("docs/operations.md"))) {
            return lines.filter(line -> line.matches("\\| `.*\\.hl7` \\|.*"))
                    .map(Row::of)
                    .toList();
        }
    }
}
