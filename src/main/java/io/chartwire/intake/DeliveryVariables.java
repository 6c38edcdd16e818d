package io.chartwire.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.netty.NettyConstants;

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
        if (exchange.getVariable("caller") == null) {
            exchange.setVariable("caller", caller(delivery, exchange));
        }
    }

    /** Over MLLP nobody has a token: the sender is who the audit log names. */
    private static String caller(Delivery delivery, Exchange exchange) {
        InetSocketAddress remote =
                exchange.getMessage().getHeader(NettyConstants.NETTY_REMOTE_ADDRESS, InetSocketAddress.class);
        return JsonNodeFactory.instance
                .objectNode()
                .put("actor", delivery.document().path("sender").asText())
                .put("action", "hl7-receive-message")
                .put("remote", remote == null ? null : remote.getAddress().getHostAddress())
                .toString();
    }
}
