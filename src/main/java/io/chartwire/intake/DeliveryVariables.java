package io.chartwire.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chartwire.audit.Entry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Hands a delivery to the variables that its route chooses by and its statement binds.
 *
 * <p>It needs the exchange to set them. An expression for each, {@code ${variable.delivery.request}}, looks the method up by
 * the hash of the delivery, which is of the whole message: that took a third of an intake's time.
 */
public final class DeliveryVariables implements Processor {

    @Override
    public void process(Exchange exchange) {
        Delivery delivery = exchange.getVariable("delivery", Delivery.class);
        exchange.setVariable("kind", delivery.kind().name());
        exchange.setVariable("tenant", delivery.tenant());
        exchange.setVariable("request", delivery.request());
        exchange.setVariable("raw", delivery.raw());
        if (exchange.getVariable("operation") == null) {
            exchange.setVariable("caller", caller(AuditedMessages.entry(delivery, exchange)));
        }
    }

    /** Over MLLP nobody has a token: the sender is who the audit log names, with what it is answered. */
    private static String caller(Entry entry) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("remote", entry.remote())
                .put("outcome", entry.outcome())
                .toString();
    }
}
