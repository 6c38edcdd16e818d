package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartwire.testing.HubProcess;
import io.chartwire.testing.Ledger;
import io.chartwire.testing.Load;
import io.chartwire.testing.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the embedded database fills up under load: the hub refuses, stays up, and goes on when there is room again. */
class DiskFullScenarioIT {
    private static final int MEGABYTES = 160;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Load load = new Load();
    private final Screen screen = new Screen();

    @Test
    void stands_that_the_disk_is_full(@TempDir Path folder) throws IOException {
        try (HubProcess hub = HubProcess.startOnSmallDisk(folder, MEGABYTES)) {
            Path filler = hub.data().resolve("filler");
            screen.open(path -> hub.socket("demo", path, "admin"));
            load.start(hub.client("demo", "admin"), hub.mllpPort());
            screen.take(50);

            fill(filler);
            await().atMost(PATIENCE).until(() -> load.refused() >= 20);
            assertThat(hub.handle().isAlive()).isTrue();
            Files.delete(filler);
            int promised = load.promised().size();
            await().atMost(PATIENCE).until(() -> load.promised().size() > promised + 50);

            load.stop();
            Set<String> stored = Ledger.stored(hub::sql);
            screen.takeUntil(stored);
            Ledger.requireNothingLost("disk full", load, stored, screen);
            screen.close();
        }
    }

    /** Writes until there is no room for one byte more. */
    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (byte[] block = new byte[1 << 20]; ; ) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }
}
