package io.chartwire.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.LoggedFailure;
import io.chartwire.database.Database;
import io.chartwire.database.Queries;
import io.chartwire.database.SqlFiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps entries of reads and refusals, and has all entries numbered and chained. */
public final class AuditTrail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WAITING = 10_000;
    private static final int BATCH = 1_000;
    private static final int SEALED_AT_ONCE = 5_000;
    private static final int PAUSE_MILLIS = 500;
    private static final int PATIENCE_SECONDS = 5;

    private final Queries queries;
    private final Strangers strangers;
    private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer = new Thread(this::write, "audit-trail");
    private final Object turn = new Object();
    private volatile boolean closed;

    /** @param strangersPerMinute how many attempts of nobody known are entered one by one; 0 for all */
    public AuditTrail(Database database, SqlFiles files, int strangersPerMinute) {
        this.strangers = new Strangers(strangersPerMinute, Instant::now);
        this.queries = new Queries(database.tailPool()::getConnection, files);
    }

    public void start() {
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Takes an entry, which is in the log soon after; one of nobody known may only be counted there.
     *
     * @throws SQLException when there is no room because the database has been away for long
     */
    public void record(Entry entry) throws SQLException {
        if (strangers.enters(entry)) {
            enter(entry);
        }
    }

    private void enter(Entry entry) throws SQLException {
        try {
            if (!waiting.offer(entry, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("The audit log takes no entries now");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("The hub is stopping");
        }
    }

    /** Takes an entry of what is refused anyhow, at once: where there is no room, the log says that it is missing. */
    public void note(Entry entry) {
        if (strangers.enters(entry) && !waiting.offer(entry)) {
            LOG.error("A refusal ({}) is not in the audit log, which takes no entries now", entry.outcome());
        }
    }

    /** Brings all that was recorded so far into the chain. */
    public void settle() throws SQLException {
        synchronized (turn) {
            while (!waiting.isEmpty()) {
                flush();
            }
            int sealed;
            do {
                sealed = queries.run("audit/seal-entries", Map.of("limit", SEALED_AT_ONCE), AuditTrail::number);
            } while (sealed == SEALED_AT_ONCE);
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        enter(strangers.leftOutSoFar());
        settle();
    }

    private void write() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                enter(strangers.leftOut());
                settle();
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                if (!closed) {
                    LOG.warn("Audit entries wait for the database: {}", LoggedFailure.of(e));
                }
            }
        }
    }

    private void enter(Optional<Entry> entry) throws SQLException {
        if (entry.isPresent()) {
            enter(entry.get());
        }
    }

    /** Writes a batch; what cannot be written keeps its place. */
    private void flush() throws SQLException {
        List<Entry> batch = new ArrayList<>(waiting.stream().limit(BATCH).toList());
        try {
            queries.run("audit/record-entries", Map.of("entries", JSON.writeValueAsString(batch)), AuditTrail::number);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        batch.forEach(entry -> waiting.poll());
    }

    private static int number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getInt(1);
    }
}
