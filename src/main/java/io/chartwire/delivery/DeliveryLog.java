package io.chartwire.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.LoggedFailure;
import io.chartwire.database.Database;
import io.chartwire.database.PassingFailure;
import io.chartwire.database.SqlFiles;
import io.chartwire.identity.Audiences;
import io.chartwire.identity.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps, behind the tail, what became of events, and escalates the critical ones that nobody confirms.
 *
 * <p>One thread does it all. Up to which change it has kept everything is stored as well: a hub that starts looks through what
 * follows, so that no critical event is forgotten with the hub that made it.
 */
public final class DeliveryLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);
    private static final int BATCHES = 200;
    private static final int RETRY_MILLIS = 500;
    /** How often something is tried that fails although the database is there, as while routes are replaced. */
    private static final int ATTEMPTS = 20;

    private static final int CLOSE_SECONDS = 3;

    /** Reads what has been in the log since a change and was not kept. */
    public interface Backlog {
        void since(long seq) throws Exception;
    }

    private record Batch(List<Told> told, long complete) {}

    private interface Work {
        void run() throws Exception;
    }

    private final DeliveryRoutes routes;
    private final Progress progress;
    private final Supplier<Audiences> audiences;
    private final long checkNanos;
    private final BlockingQueue<Batch> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::follow, "delivery-log");
    private volatile Backlog backlog;
    private volatile boolean closed;
    private long complete;
    private long nextCheck = System.nanoTime();
    private boolean away;
    /** Whether something could not be kept; a hub that starts then looks for it, so the place is not moved past it. */
    private boolean incomplete;

    /** @param checkMillis how often it looks for critical events that are due, and keeps how far it has come */
    public DeliveryLog(
            CamelContext context, Database database, SqlFiles files, Supplier<Audiences> audiences, int checkMillis) {
        this.routes = new DeliveryRoutes(context);
        this.progress = new Progress(database, files);
        this.audiences = audiences;
        this.checkNanos = TimeUnit.MILLISECONDS.toNanos(checkMillis);
    }

    /** Begins to write, first what the backlog finds. */
    public void start(Backlog unkept) {
        backlog = unkept;
        thread.start();
    }

    /**
     * Takes what the tail has delivered; returns at once.
     *
     * @param upTo the change up to which all there is to keep has been given with this
     */
    public void keep(List<Told> told, long upTo) {
        queue.add(new Batch(told, upTo));
    }

    /**
     * Keeps what was found in the log.
     *
     * @throws SQLException when the database is away
     */
    public void keepNow(List<Told> told) throws Exception {
        for (List<Told> events : byTenant(told)) {
            keep(events);
        }
    }

    private static Collection<List<Told>> byTenant(List<Told> told) {
        Map<TenantId, List<Told>> events = new LinkedHashMap<>();
        told.forEach(event -> events.computeIfAbsent(event.tenant(), tenant -> new ArrayList<>())
                .add(event));
        return events.values();
    }

    /** Keeps events of one tenant; where the database refuses one for good, each by itself, so that it costs no other. */
    private void keep(List<Told> events) throws Exception {
        try {
            record(events);
        } catch (Exception e) {
            if (!isRefused(e)) {
                throw e;
            }
            if (events.size() == 1) {
                LOG.error(
                        "What became of event {} ({}) of {} could not be kept: {}",
                        events.get(0).eventId(),
                        events.get(0).event(),
                        events.get(0).tenant(),
                        LoggedFailure.of(e));
                return;
            }
            for (Told event : events) {
                keep(List.of(event));
            }
        }
    }

    private void record(List<Told> events) throws Exception {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        events.forEach(event -> rows.add(row(event)));
        routes.run(
                "direct:deliveries-record-deliveries",
                Map.of("tenant", events.get(0).tenant().value(), "request", rows.toString()));
    }

    @Override
    public void close() {
        closed = true;
        queue.add(new Batch(List.of(), 0));
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        progress.close();
    }

    private void follow() {
        kept(untilDone(() -> backlog.since(progress.read())));
        while (!closed || !queue.isEmpty()) {
            List<Batch> batches = next();
            List<Told> told =
                    batches.stream().flatMap(batch -> batch.told().stream()).toList();
            byTenant(told).forEach(events -> kept(untilDone(() -> keep(events))));
            batches.forEach(batch -> complete = Math.max(complete, batch.complete()));
            if (closed || System.nanoTime() >= nextCheck) {
                nextCheck = System.nanoTime() + checkNanos;
                if (!incomplete) {
                    untilDone(() -> progress.record(complete));
                }
                untilDone(this::escalate);
            }
        }
    }

    private void kept(boolean done) {
        incomplete |= !done;
    }

    private List<Batch> next() {
        List<Batch> batches = new ArrayList<>();
        try {
            Batch first = queue.poll(Math.max(0, nextCheck - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (first != null) {
                batches.add(first);
                queue.drainTo(batches, BATCHES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        return batches;
    }

    /**
     * Waits for a database that is away; what is refused for good is told, and what follows does not wait for it.
     *
     * @return whether it was done
     */
    private boolean untilDone(Work work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                if (away) {
                    away = false;
                    LOG.info("Deliveries are kept again");
                }
                return true;
            } catch (Throwable e) {
                if (isRefused(e) || attempt >= ATTEMPTS && !isDatabase(e)) {
                    LOG.error("What is kept of events could not be read or written: {}", LoggedFailure.of(e));
                    LOG.debug("The failure of the delivery log", e);
                    return false;
                }
                if (!away) {
                    away = true;
                    LOG.warn("Deliveries wait: {}", LoggedFailure.of(e));
                }
                if (closed || !paused()) {
                    return false;
                }
            }
        }
    }

    /** Whether the database does not take it, and never will. */
    private static boolean isRefused(Throwable failure) {
        return sqlOf(failure).map(sql -> !PassingFailure.is(sql)).orElse(false);
    }

    private static boolean isDatabase(Throwable failure) {
        return sqlOf(failure).isPresent();
    }

    private static Optional<SQLException> sqlOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void escalate() throws Exception {
        for (String tenant : progress.tenantsDue()) {
            untilDone(() -> escalate(tenant));
        }
    }

    private void escalate(String tenant) throws Exception {
        String count = routes.run("direct:deliveries-escalate-due", Map.of("tenant", tenant));
        LOG.info("{} critical events of {} were not confirmed in time", count, tenant);
    }

    private ObjectNode row(Told event) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("eventId", event.eventId());
        row.put("event", event.event());
        row.put("resource", event.resource());
        row.put("entityId", event.entityId());
        row.put("messageId", event.messageId());
        row.put("sockets", event.sockets());
        row.put("occurredAt", event.occurredAt());
        row.put("delivered", event.delivered());
        CriticalEvent critical = event.critical();
        if (critical != null) {
            ObjectNode rule = row.putObject("critical");
            rule.set("subject", critical.subject());
            audiences.get().hearing(event.event(), event.resource()).forEach(rule.putArray("audience")::add);
            critical.escalateTo().forEach(rule.putArray("escalateTo")::add);
            rule.put("after", critical.after().toString());
            rule.put("repeat", critical.repeat().toString());
        }
        return row;
    }
}
