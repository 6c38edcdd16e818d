package io.chartwire.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.LoggedFailure;
import io.chartwire.StoredJson;
import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again by itself what failed for a reason that may pass, away from the tail, with pauses that grow; what still fails then
 * is left to a person. Several hubs share the work by claiming it.
 */
public final class Retries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final ObjectMapper JSON = StoredJson.MAPPER;
    private static final String ACTOR = "chartwire";
    private static final int LOOK_MILLIS = 500;
    /** How many looks go by until the letters are measured, and so work is found that another hub has left. */
    private static final int MEASURE_EVERY = 10;

    private final Database database;
    private final SqlFiles files;
    private final ChangeLog log;
    private final DeadLetterReplay replay;
    private final ChangeTail tail;
    private final int attempts;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "event-retries");
        thread.setDaemon(true);
        return thread;
    });
    private int looks;
    private volatile ChangeLog.Letters letters = new ChangeLog.Letters(0, 0, 0);

    Retries(Database database, SqlFiles files, ChangeLog log, DeadLetterReplay replay, ChangeTail tail, int attempts) {
        this.database = database;
        this.files = files;
        this.log = log;
        this.replay = replay;
        this.tail = tail;
        this.attempts = attempts;
    }

    public void start() {
        scheduler.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How many dead letters wait for a person, of all tenants; as last seen. */
    public long pending() {
        return letters.pending();
    }

    /** For how many seconds the oldest of them has waited. */
    public long oldestSeconds() {
        return letters.oldestSeconds();
    }

    /** How many changes are tried again by themselves. */
    public long retried() {
        return letters.retried();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

    private void look() {
        try {
            if (looks++ % MEASURE_EVERY == 0) {
                letters = log.letters();
            }
            if (tail.holding() || letters.retried() > 0) {
                while (retryDue()) {
                    tail.wake();
                }
            }
        } catch (Throwable e) {
            // A failure that left this method would end all further looks.
            if (Passing.mayPass(e)) {
                LOG.debug("What is to be tried again waits for the next look", e);
            } else {
                LOG.error("What is to be tried again could not be, and waits: {}", LoggedFailure.of(e));
            }
        }
    }

    /** Tries what is due; false when nothing was. */
    private boolean retryDue() throws SQLException, JsonProcessingException {
        List<Due> claimed = claim();
        for (Due due : claimed) {
            settle(due, failureOf(due));
        }
        return !claimed.isEmpty();
    }

    /**
     * Why a letter fails again; null when it does not.
     *
     * @throws SQLException when the database is away
     */
    private Exception failureOf(Due due) throws SQLException {
        try {
            return replay.attempt(DeadLetterReplay.change(due.letter()));
        } catch (JsonProcessingException | RuntimeException e) {
            return e;
        } catch (StackOverflowError | OutOfMemoryError e) {
            return new IllegalStateException(e);
        }
    }

    private void settle(Due due, Exception failure) throws SQLException {
        ObjectNode result =
                JSON.createObjectNode().put("id", due.letter().path("id").asText());
        if (failure != null) {
            boolean again = Passing.mayPass(failure) && due.attempts() < attempts;
            result.put("error", DeadLetters.describe(failure));
            result.put("retryAfter", again ? Backoff.after(due.attempts()) : null);
            if (!again) {
                LOG.warn(
                        "change {} failed {} times and is a dead letter: {}",
                        due.letter().path("seq").asText(),
                        due.attempts() + 1,
                        LoggedFailure.of(failure));
            }
        }
        log.settle(due.tenant(), ACTOR, JSON.createArrayNode().add(result).toString());
    }

    private record Due(String tenant, int attempts, JsonNode letter) {}

    /** Every letter can be read here, for its change is a text in it: one that cannot be read keeps no other. */
    private List<Due> claim() throws SQLException, JsonProcessingException {
        List<Due> due = new ArrayList<>();
        try (Connection connection = database.dedicated();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(files.text("dead-letters/claim-due"))) {
            while (rows.next()) {
                due.add(new Due(
                        rows.getString("tenant_id"), rows.getInt("attempts"), JSON.readTree(rows.getString("letter"))));
            }
        }
        due.sort(Comparator.comparingLong(it -> it.letter().path("seq").asLong()));
        return due;
    }
}
