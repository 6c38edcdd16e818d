package io.chartwire.change;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a change whose routes failed to {@code direct:dead-letters-record-failure}. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final String CHANNEL = "direct:dead-letters-record-failure";

    private final ProducerTemplate producer;

    DeadLetters(CamelContext context) {
        this.producer = context.createProducerTemplate();
    }

    /**
     * Keeps a failed change.
     *
     * @throws SQLException when it cannot be kept now, so that the tail has to come back to it
     */
    void record(Change change, EventRoutes.Outcome outcome) throws SQLException {
        Exchange kept = producer.send(CHANNEL, exchange -> {
            exchange.setVariable("tenant", change.tenant().value());
            exchange.setVariable("seq", change.seq());
            exchange.setVariable("resource", change.resource());
            exchange.setVariable("entityId", change.entityId());
            exchange.setVariable("route", outcome.failedAt());
            exchange.setVariable("event", nextEvent(outcome));
            exchange.setVariable("error", describe(outcome.failure()));
            exchange.setVariable("request", document(change));
        });
        if (kept.getException() != null) {
            throw new SQLException("A dead letter could not be kept", kept.getException());
        }
        LOG.warn(
                "{} failed in {} and is a dead letter: {}",
                change,
                outcome.failedAt(),
                outcome.failure().getClass().getName());
    }

    private static String document(Change change) {
        return change.document()
                .deepCopy()
                .put("loggedAt", change.loggedAt())
                .put("xid", change.transaction())
                .toString();
    }

    /** The last event that was made before the failure; null when there was none. */
    private static String nextEvent(EventRoutes.Outcome outcome) {
        if (outcome.emission() == null || outcome.emission().events().isEmpty()) {
            return null;
        }
        var events = outcome.emission().events();
        return events.get(events.size() - 1).name();
    }

    /** What failed, by type and message of each cause. */
    static String describe(Exception failure) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < 5; cause = cause.getCause()) {
            causes.add(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
        return String.join("; ", causes);
    }
}
