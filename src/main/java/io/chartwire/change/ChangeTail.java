package io.chartwire.change;

import io.chartwire.LoggedFailure;
import io.chartwire.database.Database;
import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the change log: wakes at once after a commit of this hub or a notice of another writer, and polls as a safety net.
 *
 * <p>Nothing stops it but {@link #close}: while the database is away it waits and goes on from its place.
 */
public final class ChangeTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeTail.class);
    private static final int BATCH = 500;
    private static final int LISTEN_MILLIS = 10_000;
    private static final int RETRY_MILLIS = 500;

    private final ChangeLog log;
    private final Emitter emitter;
    private final Witness witness;
    private final DeadLetters deadLetters;
    private final Database database;
    private final int pollMillis;
    private final BiConsumer<Map<TenantId, List<Emission>>, String> deliver;
    private final Semaphore wake = new Semaphore(0);
    private final BatchSize size = new BatchSize(BATCH);
    private final Thread tail = new Thread(this::follow, "change-tail");
    private final Thread listener = new Thread(this::listen, "change-listener");
    private volatile boolean closed;
    private volatile Connection listening;
    private volatile Place place;
    private Held held = new Held();
    private long soughtHead;
    private volatile boolean away;
    private volatile boolean holding;

    ChangeTail(
            ChangeLog log,
            Emitter emitter,
            Witness witness,
            DeadLetters deadLetters,
            Database database,
            int pollMillis,
            BiConsumer<Map<TenantId, List<Emission>>, String> deliver) {
        this.log = log;
        this.emitter = emitter;
        this.witness = witness;
        this.deadLetters = deadLetters;
        this.database = database;
        this.pollMillis = pollMillis;
        this.deliver = deliver;
    }

    /** Finds its place, the end of the log, and returns the token of it. */
    public String seek() throws SQLException {
        ChangeLog.Start start = log.start();
        place = new Place(start.head(), start.gaps());
        soughtHead = start.head();
        log.retried().forEach(it -> held.hold(it.object(), it.seq()));
        holding = !held.isEmpty();
        return place.position().token();
    }

    /**
     * Finds, for the delivery log, what was in the log before this tail's place and was not kept.
     *
     * @param since the change up to which everything was kept
     */
    public void lookBack(long since) throws Exception {
        witness.lookBack(since, soughtHead);
    }

    /** Begins to deliver, from the place that {@link #seek} found. */
    public void start() {
        tail.start();
        listener.setDaemon(true);
        listener.start();
    }

    /** Says that something was committed; costs next to nothing. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /** Whether the database could not be read when the tail last looked. */
    public boolean away() {
        return away;
    }

    /** Whether there are objects of which a change is tried again. */
    boolean holding() {
        return holding;
    }

    /** The highest number delivered. */
    public long head() {
        return place.head();
    }

    /** How many ranges of numbers below the head may still appear. */
    public int holes() {
        return place.holes();
    }

    @Override
    public void close() {
        closed = true;
        wake();
        try {
            Connection open = listening;
            if (open != null) {
                open.close();
            }
            tail.join(TimeUnit.SECONDS.toMillis(5));
        } catch (SQLException e) {
            LOG.debug("The listener's connection was gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!closed) {
            try {
                boolean delivered = deliverNext();
                size.went();
                if (!delivered) {
                    wake.tryAcquire(pollMillis, TimeUnit.MILLISECONDS);
                    wake.drainPermits();
                }
                if (away) {
                    away = false;
                    LOG.info("The tail reads the change log again, from {}", head());
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // A hub whose memory ran short for a moment must not end as one that tells nothing any more.
                if (!closed) {
                    takeFewer(e);
                    pauseAfter(e);
                }
            }
        }
    }

    private void takeFewer(Throwable failure) {
        if (Passing.mayPass(failure)) {
            return;
        }
        LOG.error("The tail failed on {} changes or fewer and tries again: {}", size.now(), LoggedFailure.of(failure));
        LOG.debug("The tail's failure", failure);
        size.failed(failure);
    }

    private void pauseAfter(Throwable failure) {
        if (!away) {
            away = true;
            LOG.warn(
                    "The tail cannot read the change log and keeps its place at {}: {}",
                    head(),
                    LoggedFailure.of(failure));
        }
        sleepBeforeRetry();
    }

    /**
     * Delivers one batch; false when there was nothing new.
     *
     * <p>The place moves when all of it is delivered: what failed on the way is read again.
     */
    private boolean deliverNext() throws SQLException {
        Place.Look look = place.look(log, size.now(), size.stuck());
        if (look.changes().isEmpty() && place.holes() == 0) {
            return false;
        }
        Place next = place.copy();
        next.pass(look);
        Held waiting = held.copy();
        List<EventRoutes.Outcome> outcomes = outcomesOf(look.changes(), waiting);
        deliver.accept(emissionsOf(outcomes), next.position().token());
        witness.delivered(outcomes, next.complete());
        place = next;
        held = waiting;
        holding = !held.isEmpty();
        return !look.changes().isEmpty();
    }

    /** What is to be delivered now; a change of an object that is held waits behind the one that is tried again. */
    private List<EventRoutes.Outcome> outcomesOf(List<Change> changes, Held waiting) throws SQLException {
        if (changes.isEmpty()) {
            return List.of();
        }
        if (!waiting.isEmpty()) {
            waiting.releaseAll(log.givenUp(waiting.all()));
        }
        List<EventRoutes.Outcome> outcomes = new ArrayList<>(changes.size());
        for (EventRoutes.Outcome outcome : emitter.emit(changes)) {
            Change change = outcome.change();
            if (change.isReplay()) {
                waiting.release(change.object(), change.original());
            } else if (change.unreadable() == null && waiting.holds(change.object())) {
                deadLetters.hold(change);
                waiting.hold(change.object(), change.seq());
                continue;
            }
            if (outcome.failure() != null) {
                deadLetters.record(outcome);
                if (outcome.mayPass()) {
                    waiting.hold(change.object(), change.original());
                }
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private static Map<TenantId, List<Emission>> emissionsOf(List<EventRoutes.Outcome> outcomes) {
        Map<TenantId, List<Emission>> emissions = new LinkedHashMap<>();
        for (EventRoutes.Outcome outcome : outcomes) {
            if (!outcome.emission().events().isEmpty()) {
                emissions
                        .computeIfAbsent(outcome.change().tenant(), tenant -> new ArrayList<>())
                        .add(outcome.emission());
            }
        }
        return emissions;
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = database.dedicated();
                    var statement = connection.createStatement()) {
                listening = connection;
                statement.execute("LISTEN chartwire_change");
                wake();
                PGConnection notices = connection.unwrap(PGConnection.class);
                while (!closed) {
                    var received = notices.getNotifications(LISTEN_MILLIS);
                    if (received != null && received.length > 0) {
                        wake();
                    }
                }
            } catch (SQLException e) {
                if (!closed) {
                    LOG.debug("The listener lost its connection; the poll goes on meanwhile", e);
                    sleepBeforeRetry();
                }
            }
        }
    }

    private static void sleepBeforeRetry() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
