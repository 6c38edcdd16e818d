package io.chartwire;

import io.chartwire.testing.HubProcess;
import io.chartwire.testing.Ledger;
import io.chartwire.testing.Load;
import io.chartwire.testing.Screen;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub that is killed again and again under REST and MLLP load: nothing acknowledged is lost, nothing is stored twice, and a
 * screen that comes back misses nothing.
 */
class KilledHubScenarioIT {
    private static final int ROUNDS = Integer.getInteger("chartwire.crash.rounds", 20);

    private final Load load = new Load();
    private final Screen screen = new Screen();

    @Test
    void loses_nothing_when_it_is_killed_in_the_middle_of_its_work(@TempDir Path data) {
        for (int round = 0; round < ROUNDS; round++) {
            HubProcess hub = HubProcess.start(data);
            open(hub);
            load.start(hub.client("demo", "admin"), hub.mllpPort());
            screen.take(ThreadLocalRandom.current().nextInt(5, 120));
            hub.kill();
            load.join();
            screen.close();
        }
        try (HubProcess hub = HubProcess.start(data)) {
            load.start(hub.client("demo", "admin"), hub.mllpPort());
            open(hub);
            screen.take(20);
            load.stop();
            Set<String> stored = Ledger.stored(hub::sql);
            screen.takeUntil(stored);
            Ledger.requireNothingLost("kill -9 of the hub, " + ROUNDS + " times", load, stored, screen);
        } finally {
            screen.close();
        }
    }

    private void open(HubProcess hub) {
        screen.open(path -> hub.socket("demo", path, "admin"));
    }
}
