package io.chartwire.retention;

import io.chartwire.LoggedFailure;
import io.chartwire.Settings;
import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is past its time, and makes the change log's partitions ahead of theirs. */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration KEYS = Duration.ofHours(24);
    private static final int PARTITIONS_AHEAD = 3;

    private final Database database;
    private final SqlFiles files;
    private final MeterRegistry meters;
    private final Duration interval;
    private final Duration log;
    private final Duration partition;
    private final Duration letters;
    private final Optional<Duration> messages;
    private final AtomicLong secondsAhead;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "retention");
        thread.setDaemon(true);
        return thread;
    });
    /** Until when messages were cleared, by the time of their last change. */
    private Instant cleared = Instant.EPOCH;

    public Retention(Database database, SqlFiles files, Settings settings, MeterRegistry meters) {
        this.database = database;
        this.files = files;
        this.meters = meters;
        this.interval = settings.duration("chartwire.retention.interval").orElseThrow();
        this.log = settings.duration("chartwire.change.retention").orElseThrow();
        this.partition = settings.duration("chartwire.change.partition").orElseThrow();
        this.letters = settings.duration("chartwire.dead-letters.retention").orElseThrow();
        this.messages = settings.duration("chartwire.hl7.retention");
        this.secondsAhead = meters.gauge("chartwire.retention.ahead.seconds", new AtomicLong());
    }

    public void start() {
        scheduler.scheduleWithFixedDelay(this::tryOnce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For how long from now on the change log has partitions, as last seen; without one a row goes where pruning is slow. */
    public Duration ahead() {
        return Duration.ofSeconds(secondsAhead.get());
    }

    /** Whether the next partition should have been made by now. */
    public boolean late() {
        return ahead().compareTo(partition) < 0;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private void tryOnce() {
        try {
            runOnce();
        } catch (Throwable e) {
            meters.counter("chartwire.retention.failures").increment();
            LOG.warn("What is past its time could not be removed now; it will be next time: {}", LoggedFailure.of(e));
        }
    }

    /** Does all that there is to do now, unless another hub is at it. */
    void runOnce() throws SQLException {
        try (Connection connection = database.dedicated()) {
            Steps steps = new Steps(connection, files);
            if (!steps.text("retention/take-turn", Map.of()).orElse("f").equals("t")) {
                return;
            }
            secondsAhead.set(steps.number("retention/measure-log", Map.of()));
            steps.number(
                    "retention/extend-log",
                    Map.of(
                            "width", partition.toSeconds(),
                            "ahead", partition.multipliedBy(PARTITIONS_AHEAD).toSeconds()));
            secondsAhead.set(steps.number("retention/measure-log", Map.of()));
            pruneLog(steps);
            repeat(steps, "retention/remove-keys", "idempotency_keys", KEYS);
            repeat(steps, "retention/remove-letters", "dead_letters", letters);
            if (messages.isPresent()) {
                clearMessages(steps, messages.get());
            }
        }
    }

    private void pruneLog(Steps steps) throws SQLException {
        for (var old = steps.text("retention/empty-partition", age(log));
                old.isPresent();
                old = steps.text("retention/empty-partition", age(log))) {
            LOG.info("{} was past its time and is empty now", old.get());
            count("change_log_partitions", 1);
        }
        count("change_log_default", steps.number("retention/empty-default", age(log)));
        while (steps.text("retention/drop-partition", age(log)).isPresent()) {
            // The next one.
        }
    }

    private void repeat(Steps steps, String statement, String what, Duration age) throws SQLException {
        long removed;
        do {
            removed = steps.number(statement, age(age));
            count(what, removed);
        } while (removed > 0);
    }

    private void clearMessages(Steps steps, Duration age) throws SQLException {
        Instant until = Instant.now().minus(age);
        count("hl7_contents", steps.number("retention/clear-messages", Map.of("from", cleared, "until", until)));
        cleared = until;
    }

    private void count(String what, long removed) {
        meters.counter("chartwire.retention.removed", "what", what).increment(removed);
    }

    private static Map<String, Object> age(Duration age) {
        return Map.of("age", age.toSeconds());
    }
}
