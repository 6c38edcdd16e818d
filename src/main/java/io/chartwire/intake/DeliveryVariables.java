package io.chartwire.intake;

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
    }
}
