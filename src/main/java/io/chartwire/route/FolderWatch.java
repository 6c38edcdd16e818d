package io.chartwire.route;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a folder again and again, and tells what it holds once a change of it has come to rest.
 *
 * <p>It compares size, time and identity of each file, and does not ask the operating system for notices: those miss new
 * sub-folders, network mounts and folders that are put in place by a link.
 */
final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    /** Files come and go while they are saved, and a folder while another takes its place. */
    private static final int LOOKS_IN_VAIN = 20;

    private final Path folder;
    private final long pauseMillis;
    private final Consumer<RouteSet> changed;
    private final Consumer<IOException> unreadable;
    private final Thread thread = new Thread(this::watch, "routes-watch");
    private volatile boolean closed;

    /**
     * @param pauseMillis the time from one look to the next; a change is told when two looks after it saw the same
     * @param changed takes what the folder holds, and throws nothing
     * @param unreadable is told once when the folder cannot be read for a while; when it can again, what it holds is told
     */
    FolderWatch(Path folder, long pauseMillis, Consumer<RouteSet> changed, Consumer<IOException> unreadable) {
        this.folder = folder;
        this.pauseMillis = pauseMillis;
        this.changed = changed;
        this.unreadable = unreadable;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        Map<Path, RouteSet.Stamp> told = Map.of();
        Map<Path, RouteSet.Stamp> seen = Map.of();
        int inVain = 0;
        while (!closed) {
            try {
                Map<Path, RouteSet.Stamp> now = RouteSet.stamps(folder);
                if (now.equals(seen) && !now.equals(told)) {
                    RouteSet set = RouteSet.read(folder);
                    // A file that was written meanwhile may have been read by half.
                    if (RouteSet.stamps(folder).equals(now)) {
                        told = now;
                        changed.accept(set);
                    }
                }
                seen = now;
                inVain = 0;
            } catch (IOException e) {
                LOG.debug("The routes' folder could not be read", e);
                seen = Map.of();
                inVain++;
                if (inVain == LOOKS_IN_VAIN) {
                    told = Map.of();
                    unreadable.accept(e);
                }
            }
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
