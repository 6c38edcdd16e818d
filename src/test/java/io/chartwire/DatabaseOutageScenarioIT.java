package io.chartwire;

import static org.awaitility.Awaitility.await;

import io.chartwire.testing.Clinic;
import io.chartwire.testing.Ledger;
import io.chartwire.testing.Load;
import io.chartwire.testing.PostgresServer;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that goes under load and comes back: the hub says so meanwhile, goes on by itself, and keeps every promise. The
 * screen's socket stays open all the time.
 */
class DatabaseOutageScenarioIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Load load = new Load();
    private final Screen screen = new Screen();
    private PostgresServer server;
    private RunningHub hub;

    @BeforeEach
    void a_hub_on_a_server_of_its_own() {
        server = PostgresServer.start(folder);
        hub = RunningHub.on(server.url());
    }

    @AfterEach
    void stop() {
        hub.close();
        server.close();
    }

    @Test
    void stands_that_the_database_is_stopped_and_started() {
        outlives("PostgreSQL stopped and started", server::stop);
    }

    @Test
    void stands_that_the_database_is_killed_and_started() {
        outlives("kill -9 of PostgreSQL", server::kill);
    }

    private void outlives(String fault, Runnable strike) {
        Clinic demo = hub.demo();
        screen.open(path -> demo.rawSocket(path, "admin"));
        load.start(demo.as("admin"), hub.hub().mllpPort());
        screen.take(50);

        strike.run();
        long before = load.refused();
        await().atMost(PATIENCE).until(() -> load.refused() >= before + 5);
        server.start();
        int promised = load.promised().size();
        await().atMost(PATIENCE).until(() -> load.promised().size() > promised + 50);

        load.stop();
        Set<String> stored = Ledger.stored(hub::rows);
        screen.takeUntil(stored);
        Ledger.requireNothingLost(fault, load, stored, screen);
        screen.close();
    }
}
