package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.chartwire.database.Login;
import io.chartwire.testing.Client;
import io.chartwire.testing.RunningHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.spi.CliConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The developer console and the connector of the {@code camel} command: there in development, absent otherwise. */
class InspectionIT {
    @TempDir
    private Path home;

    @Test
    void shows_routes_messages_and_failures_in_development() {
        String before = System.setProperty("user.home", home.toString());
        try (RunningHub hub = RunningHub.alone(Map.of("chartwire.development", "true"))) {
            Client console = hub.management();
            assertThat(console.get("/q/dev/route").text()).contains("claims-set-status", "claims-moves.camel.yaml:");
            hub.clinic().as("admin").get("/api/claims");
            assertThat(console.get("/q/dev/top").text()).contains("claims-list-claims");
            assertThat(console.get("/q/dev/inflight").text()).contains("InflightBrowseEnabled: true");
            assertThat(console.get("/q/dev/trace").text()).contains("Enabled: true");

            Path status = home.resolve(".camel/" + ProcessHandle.current().pid() + "-status.json");
            await().until(() -> Files.exists(status) && Files.readString(status).contains("claims-set-status"));
        } finally {
            System.setProperty("user.home", before);
        }
        assertThat(home.resolve(".camel")).isEmptyDirectory();
    }

    @Test
    void is_absent_otherwise() {
        RunningHub hub = RunningHub.shared();
        assertThat(hub.management().get("/q/dev").status()).isEqualTo(404);
        assertThat(hub.management().get("/q/dev/trace").status()).isEqualTo(404);
        assertThat(hub.hub().camelContext().hasService(CliConnector.class)).isNull();
    }

    @Test
    void is_never_shown_to_other_machines() {
        Login database = RunningHub.shared().hub().database().login();
        Settings open = Settings.load(Map.of(
                "chartwire.development",
                "true",
                "chartwire.management.bind",
                "0.0.0.0",
                "chartwire.data",
                home.toString(),
                "chartwire.database.url",
                database.url(),
                "chartwire.database.password",
                database.password().orElseThrow()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hub.start(open))
                .withMessageContaining("set chartwire.management.bind to 127.0.0.1");
    }
}
