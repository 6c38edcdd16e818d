package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private final BlockingQueue<RouteSet> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<IOException> unreadable = new LinkedBlockingQueue<>();

    @TempDir
    private Path parent;

    private Path folder;
    private FolderWatch watch;

    @BeforeEach
    void start() throws Exception {
        folder = Files.createDirectory(parent.resolve("routes"));
        Files.writeString(folder.resolve("a.yaml"), "a");
        watch = new FolderWatch(folder, 2, told::add, unreadable::add);
        watch.start();
        assertThat(next(told).text("a.yaml")).contains("a");
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    @Test
    void a_folder_that_is_moved_away_is_told_and_again_what_it_holds_when_it_is_back() throws Exception {
        Files.move(folder, parent.resolve("away"));
        assertThat(next(unreadable)).hasMessageContaining("routes");

        Files.move(parent.resolve("away"), folder);
        assertThat(next(told).text("a.yaml")).contains("a");
    }

    @Test
    void links_that_lead_in_a_circle_are_told() throws Exception {
        Files.createSymbolicLink(folder.resolve("sub"), folder);
        assertThat(next(unreadable)).hasMessageContaining("sub");

        Files.delete(folder.resolve("sub"));
        next(told);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
