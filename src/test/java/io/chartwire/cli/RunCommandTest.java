package io.chartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that does not start says why. */
class RunCommandTest {
    @TempDir
    private Path folder;

    @Timeout(60)
    @ParameterizedTest
    @ValueSource(strings = {"http", "mllp", "management"})
    void a_port_that_another_program_has_is_told_before_anything_is_started(String port) throws IOException {
        Path data = folder.resolve("data");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String taken = Integer.toString(other.getLocalPort());

            List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
            for (String each : List.of("http", "mllp", "management")) {
                arguments.addAll(List.of("--" + each + "-port", each.equals(port) ? taken : "0"));
            }
            Run run = Run.of(arguments.toArray(String[]::new));

            assertThat(run.err())
                    .startsWith("The port " + taken + " (chartwire." + port + ".port) cannot be opened on 127.0.0.1")
                    .hasLineCount(1);
            assertThat(run.status()).isEqualTo(1);
            assertThat(data).doesNotExist();
        }
    }
}
