package io.chartwire.route;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the routes' folder while the hub runs: a change is checked as a whole and then takes the place of what runs, or is told
 * with all that is wrong with it while the last good set runs on.
 */
public final class Reload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    /** How long what arrives may be kept waiting for what is in flight, before another try. */
    private static final long PATIENCE_MILLIS = 250;

    private static final long PAUSE_MILLIS = 1_000;

    private final LiveRoutes live;
    private final RouteCheck check;
    private final DatabaseCheck database;
    private final RouteHistory history;
    private final FolderWatch watch;
    private volatile Status status;
    private volatile boolean closed;
    private boolean looked;

    /**
     * How the folder and what runs stand to each other.
     *
     * @param hash the hash of the set that runs
     * @param since when it was taken
     * @param taken whether that is what the folder holds
     * @param problems what is wrong with what the folder holds; empty for nothing
     * @param waiting what of it takes effect when the hub is started again
     */
    public record Status(String hash, Instant since, boolean taken, List<Problem> problems, List<Problem> waiting) {
        /** What the problems mean, as the beginning of a sentence that lists them. */
        public String meaning() {
            return taken
                    ? "The routes that run have problems"
                    : "The routes' folder has problems, and what ran before runs on";
        }
    }

    /**
     * @param problems what was wrong with the folder when the hub started, so that it runs an earlier set; empty for nothing
     * @param pauseMillis the time from one look at the folder to the next
     */
    public Reload(
            Path folder,
            LiveRoutes live,
            RouteCheck check,
            DatabaseCheck database,
            RouteHistory history,
            List<Problem> problems,
            long pauseMillis) {
        this.live = live;
        this.check = check;
        this.database = database;
        this.history = history;
        this.watch = new FolderWatch(folder, pauseMillis, this::consider, this::cannotRead);
        this.status = new Status(live.set().hash(), now(), problems.isEmpty(), problems, List.of());
    }

    /** Keeps what runs as a version, and follows the folder from now on. */
    public void start() {
        keep(status.since());
        watch.start();
    }

    public Status status() {
        return status;
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
    }

    private void consider(RouteSet set) {
        try {
            if (set.hash().equals(live.set().hash())) {
                holdsWhatRuns(set);
                return;
            }
            List<Problem> problems = new ArrayList<>(check.problems(set));
            if (problems.isEmpty()) {
                problems.addAll(live.missing(set));
            }
            if (problems.isEmpty()) {
                problems.addAll(database.problems(live.set(), set));
            }
            if (problems.isEmpty()) {
                take(set);
            } else {
                refuse(problems);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            // Whatever a save makes the check throw, a stack that overflows included, must not end the watch for the
            // next one.
            LOG.error("The changed routes could not be taken", e);
            refuse(List.of(new Problem("", 0, "The hub could not take the changed routes: " + e)));
        }
    }

    private void cannotRead(IOException e) {
        refuse(List.of(new Problem("", 0, "The folder cannot be read: " + e)));
    }

    private void holdsWhatRuns(RouteSet set) throws IOException, SQLException {
        if (!looked) {
            // A hub starts without asking the database, and without any check where the same routes ran before.
            looked = true;
            List<Problem> problems = new ArrayList<>(check.problems(set));
            problems.addAll(database.problems(set, set));
            if (!problems.isEmpty()) {
                tell(new Status(set.hash(), status.since(), true, List.copyOf(problems), List.of()));
                return;
            }
        } else if (!status.problems().isEmpty()) {
            LOG.info("The routes' folder holds again what runs");
        }
        status = new Status(set.hash(), status.since(), true, List.of(), live.waiting(set));
    }

    private void take(RouteSet set) throws InterruptedException {
        List<Problem> waiting = live.waiting(set);
        RouteChanges changes = RouteChanges.between(live.set().hashes(), set.hashes());
        boolean mended = !status.problems().isEmpty();
        while (!closed) {
            try {
                live.apply(set, PATIENCE_MILLIS);
                Instant taken = now();
                keep(taken);
                status = new Status(set.hash(), taken, true, List.of(), waiting);
                LOG.info("{}: {}", mended ? "The routes are mended and run" : "Changed routes run", changes);
                waiting.forEach(it -> LOG.warn("{}", it));
                return;
            } catch (LiveRoutes.Busy e) {
                LOG.info("The changed routes wait for what is in flight");
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                refuse(List.of(Failure.of(e).in("", RouteFiles.of(set))));
                return;
            }
        }
    }

    private void refuse(List<Problem> problems) {
        tell(new Status(status.hash(), status.since(), false, List.copyOf(problems), status.waiting()));
    }

    private void tell(Status next) {
        status = next;
        LOG.error(
                "{}:\n{}",
                next.meaning(),
                next.problems().stream().map(it -> "  " + it).collect(Collectors.joining("\n")));
    }

    private void keep(Instant taken) {
        try {
            history.keep(live.set(), taken);
        } catch (IOException e) {
            LOG.warn("The routes that run could not be kept as a version: {}", e.toString());
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
