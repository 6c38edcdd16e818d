package io.chartwire.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.LoggedFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a change whose routes failed, or that waits for such a one, to {@code direct:dead-letters-record-failure}. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MOST_CAUSES = 5;
    private static final int LONGEST_DESCRIPTION = 2_000;
    private static final String CHANNEL = "direct:dead-letters-record-failure";

    private final ChangeLog log;
    private final ProducerTemplate producer;

    DeadLetters(ChangeLog log, CamelContext context) {
        this.log = log;
        this.producer = context.createProducerTemplate();
    }

    /**
     * Keeps a failed change, to be tried again when its failure may pass, and else for a person.
     *
     * @throws SQLException when it cannot be kept now, so that the tail has to come back to it
     */
    void record(EventRoutes.Outcome outcome) throws SQLException {
        record(outcome, outcome.mayPass());
    }

    /**
     * Keeps a change that failed where the tail has gone past it, for a person. Tried again by itself it would come after newer
     * changes of its object, which do not wait for it.
     *
     * @throws SQLException when it cannot be kept now
     */
    void leave(EventRoutes.Outcome outcome) throws SQLException {
        record(outcome, false);
    }

    private void record(EventRoutes.Outcome outcome, boolean again) throws SQLException {
        if (outcome.change().unreadable() != null) {
            log.keepUnreadable(outcome.change().seq(), outcome.failedAt(), describe(outcome.failure()));
        } else {
            keep(outcome, document(outcome), again ? Backoff.FIRST : null);
        }
        LOG.warn(
                "{} failed in {} and is {}: {}",
                outcome.change(),
                outcome.failedAt(),
                again ? "tried again" : "a dead letter",
                LoggedFailure.of(outcome.failure()));
    }

    /**
     * Keeps what a subscription could not deliver, for a person: its route has tried it again.
     *
     * @throws SQLException when it cannot be kept now, so that the subscription has to come back to it
     */
    void recordDelivery(EventRoutes.Outcome outcome) throws SQLException {
        keep(outcome, document(outcome.change()).put("subscription", outcome.failedAt()), null);
        LOG.warn(
                "{} was not delivered by {} and is a dead letter: {}",
                outcome.change(),
                outcome.failedAt(),
                LoggedFailure.of(outcome.failure()));
    }

    /** Keeps a change that waits for an earlier one of its object to be tried again. */
    void hold(Change change) throws SQLException {
        Exception why = new IllegalStateException("an earlier change of the same object is tried again");
        keep(EventRoutes.Outcome.failed(change, why, null), document(change), Backoff.AFTER_ITS_PREDECESSOR);
    }

    private void keep(EventRoutes.Outcome outcome, ObjectNode document, String retryAfter) throws SQLException {
        Change change = outcome.change();
        Exchange kept = producer.send(CHANNEL, exchange -> {
            exchange.setVariable("tenant", change.tenant().value());
            exchange.setVariable("seq", change.original());
            exchange.setVariable("resource", change.resource());
            exchange.setVariable("entityId", change.entityId());
            exchange.setVariable("route", outcome.failedAt());
            exchange.setVariable("event", outcome.event());
            exchange.setVariable("error", describe(outcome.failure()));
            exchange.setVariable("request", document.toString());
            exchange.setVariable("retryAfter", retryAfter);
        });
        if (kept.getException() != null) {
            throw new SQLException("A dead letter could not be kept", kept.getException());
        }
    }

    /** With the names of the events that alone are lacking; a subscription to others has delivered those. */
    private static ObjectNode document(EventRoutes.Outcome outcome) {
        ObjectNode document = document(outcome.change());
        if (!outcome.failedEvents().isEmpty()) {
            outcome.failedEvents().forEach(document.putArray("failedEvents")::add);
        }
        return document;
    }

    private static ObjectNode document(Change change) {
        ObjectNode document = change.document().deepCopy();
        document.remove("object");
        return document.put("loggedAt", change.loggedAt());
    }

    /** What failed, by type and message of each cause. */
    static String describe(Exception failure) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MOST_CAUSES; cause = cause.getCause()) {
            causes.add(cause.getClass().getSimpleName() + ": " + message(cause));
        }
        String description = String.join("; ", causes);
        // PostgreSQL keeps no NUL in a text.
        return description
                .substring(0, Math.min(description.length(), LONGEST_DESCRIPTION))
                .replace('\0', ' ');
    }

    /** The server's own sentence, where there is one: its details may quote the row. */
    private static String message(Throwable cause) {
        ServerErrorMessage server = cause instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        return server == null ? cause.getMessage() : server.getMessage() + " (SQL state " + server.getSQLState() + ")";
    }
}
