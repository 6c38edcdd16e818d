package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Client;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose intake breaks before it has read anything. */
class FailedIntakeIT {
    private static final String MESSAGE =
            "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110||ORU^R01|M1|P|2.5\rPID|1||MRN1||SECRET^ANN\rOBR|1|O1\r";

    @TempDir
    private static Path folder;

    private static RunningHub hub;

    @BeforeAll
    static void start() throws IOException {
        RoutesCopy.to(folder.resolve("routes"));
        Path intake = folder.resolve("routes/hl7/intake.camel.yaml");
        Files.writeString(
                intake,
                Files.readString(intake)
                        .replaceFirst(
                                " {6}steps:\n",
                                "$0        - throwException: {exceptionType: java.lang.IllegalStateException, message: SECRET}\n"));
        hub = RunningHub.alone(
                Map.of("chartwire.routes", folder.resolve("routes").toString()));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void answers_AE_over_mllp_and_goes_on() {
        try (MllpClient engine = MllpClient.open(hub, SocketFactory.getDefault())) {
            for (int count = 0; count < 2; count++) {
                assertThat(engine.ask(MESSAGE))
                        .contains("\rMSA|AE|", "send it again")
                        .doesNotContain("SECRET");
            }
        }
        assertThat(hub.sql("SELECT count(*) FROM hl7")).isEqualTo("0");
        assertThat(hub.metrics()).contains("chartwire_hl7_received_total{outcome=\"failed\"}");
    }

    @Test
    void answers_AE_over_http() {
        Client.Answer answer =
                hub.demo().as("lab_interface").send("POST", "/api/hl7", MESSAGE, "Content-Type", "application/hl7-v2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/hl7-v2");
        assertThat(answer.text()).contains("\rMSA|AE|", "send it again").doesNotContain("SECRET");
    }
}
