package io.chartwire.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chartwire.audit.AuditTrail;
import io.chartwire.audit.Entry;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Enters in the audit log what was read before it is answered; a write is entered by the database with the rows that it writes, and
 * here only where its route says that there may be none.
 *
 * <p>It needs the exchange for the variables that say who asked for what.
 */
public final class AuditedRequests implements Processor {
    /** Set by what may write no row: the request itself is entered then. */
    static final String ENTRY = "entry";

    private static final int OK = 200;

    private final AuditTrail trail;

    public AuditedRequests(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void process(Exchange exchange) throws SQLException {
        if (isRead(exchange) || exchange.getVariable(ENTRY) != null) {
            trail.record(entry(exchange, OK));
        }
    }

    static boolean isRead(Exchange exchange) {
        return exchange.getVariable("request") == null;
    }

    static Entry entry(Exchange exchange, int outcome) {
        String operation = exchange.getVariable("operation", String.class);
        return Entry.now(
                exchange.getVariable("tenant", String.class),
                exchange.getVariable("actor", String.class),
                operation,
                null,
                exchange.getVariable("id", String.class),
                outcome,
                exchange.getVariable("remote", String.class));
    }

    /** Who asks for what, as the database enters it with each row that the request changes. */
    static String caller(Exchange exchange) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("actor", Entry.plain(exchange.getVariable("actor", String.class)))
                .put("action", exchange.getVariable("operation", String.class))
                .put("remote", exchange.getVariable("remote", String.class))
                .toString();
    }
}
