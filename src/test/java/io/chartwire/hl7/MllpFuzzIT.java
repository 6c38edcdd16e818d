package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** Damaged messages over a real connection to a hub of their own, which stores what it can. */
class MllpFuzzIT {
    /** Set {@code -Dchartwire.fuzz.mllp=100000} for a long run by hand. */
    private static final int FRAMES = Integer.getInteger("chartwire.fuzz.mllp", 150);

    private static final int AT_ONCE = 50;

    @Test
    void answers_every_frame_that_asks_for_it_and_lives_on() {
        DamagedSamples samples = new DamagedSamples(new Random(20_26));
        try (RunningHub hub = RunningHub.alone(Map.of());
                MllpClient engine = MllpClient.open(hub, SocketFactory.getDefault())) {
            for (int sent = 0; sent < FRAMES; sent += AT_ONCE) {
                int least = 0;
                int most = 0;
                ByteArrayOutputStream frames = new ByteArrayOutputStream();
                for (int count = 0; count < AT_ONCE; count++) {
                    byte[] content = withoutFraming(samples.next());
                    frames.writeBytes(framed(content));
                    least += answers(content).min().orElseThrow();
                    most += answers(content).max().orElseThrow();
                }
                engine.send(frames.toByteArray());
                assertThat(answersUntilNext(engine)).isBetween(least, most);
            }
            assertThat(hub.management().get("/observe/health").status()).isEqualTo(200);
        }
    }

    /** How many answers there were before that to a message which is sent now. */
    private static int answersUntilNext(MllpClient engine) {
        String last = UUID.randomUUID().toString();
        engine.send(MllpClient.frame("MSH|^~\\&|L|E|E|C|2025||MDM^T02|" + last + "|P|2.5\r"));
        int before = 0;
        for (String answer = engine.answer(); !answer.contains("MSA|AR|" + last); answer = engine.answer()) {
            before++;
        }
        return before;
    }

    /** How many answers a message may ask for, whatever becomes of it. */
    private static IntStream answers(byte[] content) {
        Hl7Message message;
        try {
            message = Hl7Message.read(content);
        } catch (Hl7Rejection rejection) {
            return IntStream.of(1);
        }
        return Stream.of(Outcome.values())
                .mapToInt(outcome -> Acknowledgement.answers(message, outcome, Hl7Rejection.notNow())
                        .size());
    }

    /** A message that holds the marks of a frame would be several, or none. */
    private static byte[] withoutFraming(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1)
                .replaceAll("[\u000B\u001C]", "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] framed(byte[] content) {
        return MllpClient.frame(new String(content, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
