package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.hl7.Outcome;
import io.chartwire.hl7.PathologyMapping;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntakeTest {
    private static final byte[] RESULT =
            "MSH|^~\\&|LAB|SITE|EHR|CLINIC|2025||ORU^R01|M1|P|2.5\rPID|1||MRN1||LEE^ANN\rOBR|1|O1\r"
                    .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @MethodSource("failures")
    void answers_AE_by_the_header_alone_when_a_message_cannot_be_read(Supplier<PathologyMapping> failing) {
        Delivery delivery =
                new Intake(() -> null, failing, () -> null).read(new Frame(RESULT, null), "demo", "mllp", null);

        String answer = new String(delivery.answers().get(0), StandardCharsets.UTF_8);
        assertThat(delivery.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(answer).contains("\rMSA|AE|M1|").doesNotContain("LEE", "MRN1");
    }

    static Stream<Supplier<PathologyMapping>> failures() {
        return Stream.of(
                () -> {
                    throw new OutOfMemoryError();
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> {
                    throw new IllegalStateException();
                });
    }
}
