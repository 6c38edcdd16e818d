package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AckModeTest {

    /** MSH-15, MSH-16, then what is sent when the message was accepted, could not be stored, was rejected. */
    @ParameterizedTest(name = "MSH-15 {0}, MSH-16 {1}: {2} / {3} / {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "'', '', AA, AE, AR",
                "AL, '', CA, CE, CR",
                "NE, '',  -,  -,  -",
                "ER, '',  -, CE, CR",
                "SU, '', CA,  -,  -",
                "'', AL, AA, AE, AR",
                "'', NE,  -,  -,  -",
                "'', ER,  -, AE, AR",
                "'', SU, AA,  -,  -",
                "AL, AL, CA AA, CE, CR",
                "AL, NE, CA, CE, CR",
                "AL, ER, CA, CE, CR",
                "AL, SU, CA AA, CE, CR",
                "NE, AL, AA, AE, AR",
                "NE, NE,  -,  -,  -",
                "NE, ER,  -, AE, AR",
                "NE, SU, AA,  -,  -",
                "ER, AL, AA, CE, CR",
                "ER, NE,  -, CE, CR",
                "ER, ER,  -, CE, CR",
                "ER, SU, AA, CE, CR",
                "SU, AL, CA AA, AE, AR",
                "SU, NE, CA,  -,  -",
                "SU, ER, CA, AE, AR",
                "SU, SU, CA AA,  -,  -",
                "al, ne, CA, CE, CR",
                "XX, '', AA, AE, AR"
            })
    void sends_what_the_sender_asked_for(
            String accept, String application, String accepted, String failed, String rejected) {
        AckMode mode = AckMode.of(accept, application);

        assertThat(mode.codes(Outcome.ACCEPTED)).isEqualTo(codes(accepted));
        assertThat(mode.codes(Outcome.FAILED)).isEqualTo(codes(failed));
        assertThat(mode.codes(Outcome.REJECTED)).isEqualTo(codes(rejected));
    }

    private static List<AckCode> codes(String names) {
        return names == null
                ? List.of()
                : Arrays.stream(names.split(" ")).map(AckCode::valueOf).toList();
    }
}
