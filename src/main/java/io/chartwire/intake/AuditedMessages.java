package io.chartwire.intake;

import io.chartwire.audit.AuditTrail;
import io.chartwire.audit.Entry;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyConstants;

/**
 * Enters in the audit log a message of which nothing is kept; one that is kept is entered by the database with its row.
 *
 * <p>It needs the exchange for who sent it, which over MLLP the connection tells and over HTTP the variables.
 */
public final class AuditedMessages implements Processor {
    private static final String RECEIVED = "hl7-receive-message";
    private static final int STORED = 200;
    private static final int REJECTED = 400;
    private static final int UNKNOWN_SENDER = 403;
    private static final int TOO_LARGE = 413;
    private static final int FAILED = 500;
    private static final int NOT_NOW = 503;

    private final AuditTrail trail;

    /** @param trail takes what is not kept */
    public AuditedMessages(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void process(Exchange exchange) {
        Delivery delivery = exchange.getVariable("delivery", Delivery.class);
        boolean stored = exchange.getProperty(Exchange.EXCEPTION_CAUGHT) == null;
        trail.note(entry(delivery, stored ? outcome(delivery) : NOT_NOW, exchange));
    }

    /** Who sent what, and what came of it once it is stored. */
    static Entry entry(Delivery delivery, Exchange exchange) {
        return entry(delivery, outcome(delivery), exchange);
    }

    private static Entry entry(Delivery delivery, int outcome, Exchange exchange) {
        String tenant = delivery == null ? null : delivery.tenant();
        String actor = exchange.getVariable("actor", String.class);
        String operation = exchange.getVariable("operation", String.class);
        return Entry.now(
                tenant == null ? exchange.getVariable("tenant", String.class) : tenant,
                actor == null ? told(delivery, "sender") : actor,
                operation == null ? RECEIVED : operation,
                "hl7",
                told(delivery, "controlId"),
                outcome,
                remote(exchange));
    }

    /** What the header of the message says, or null. */
    private static String told(Delivery delivery, String field) {
        String text = delivery == null ? "" : delivery.document().path(field).asText();
        return text.isEmpty() ? null : text;
    }

    private static int outcome(Delivery delivery) {
        return switch (delivery.outcome()) {
            case ACCEPTED -> STORED;
            case FAILED -> FAILED;
            case REJECTED -> switch (delivery.kind()) {
                case OVERSIZED -> TOO_LARGE;
                case NOBODYS -> UNKNOWN_SENDER;
                default -> REJECTED;
            };
        };
    }

    private static String remote(Exchange exchange) {
        InetSocketAddress address =
                exchange.getMessage().getHeader(NettyConstants.NETTY_REMOTE_ADDRESS, InetSocketAddress.class);
        return address == null
                ? exchange.getVariable("remote", String.class)
                : address.getAddress().getHostAddress();
    }
}
