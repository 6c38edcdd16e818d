package io.chartwire.delivery;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Calls the routes of this package, which run its statements; a tenant is always given. */
final class DeliveryRoutes {
    private final ProducerTemplate producer;

    DeliveryRoutes(CamelContext context) {
        this.producer = context.createProducerTemplate();
    }

    /** Runs a route with variables; returns what its statement answered, null for no row. */
    String run(String route, Map<String, String> variables) throws Exception {
        Exchange exchange = producer.send(route, prepared -> variables.forEach(prepared::setVariable));
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage().getBody(String.class);
    }
}
