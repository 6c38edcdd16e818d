package io.chartwire.route;

import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.vertx.websocket.VertxWebsocketComponent;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Puts an endpoint that does nothing in the place of each one that reaches out of the Camel context. */
final class StubbedEdges implements EndpointStrategy {
    /** What stays within the context. */
    private static final Set<String> WITHIN =
            Set.of("direct", "kamelet", "bean", "class", "language", "log", "mock", "validator", "xslt", "dataformat");

    /** An HTTP server that nothing reaches. */
    static final PlatformHttpEngine ENGINE = (endpoint, processor) -> new NoRequests(endpoint, processor);

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        String scheme = uri.replaceFirst(":.*", "");
        return WITHIN.contains(scheme) ? endpoint : new Silent(uri, endpoint);
    }

    /** The WebSocket component without the server that it would open. */
    @Component("vertx-websocket")
    static final class Websockets extends VertxWebsocketComponent {
        @Override
        protected void doStart() {
            // The stock component makes threads here.
        }
    }

    private static final class Silent extends DefaultEndpoint implements MultipleConsumersSupport {
        private final boolean multipleConsumers;

        Silent(String uri, Endpoint real) {
            super(uri, (org.apache.camel.Component) null);
            setCamelContext(real.getCamelContext());
            multipleConsumers =
                    real instanceof MultipleConsumersSupport support && support.isMultipleConsumersSupported();
        }

        @Override
        public boolean isMultipleConsumersSupported() {
            return multipleConsumers;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) {
                    // Nothing is sent, and the body stays as it is.
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }

    private static final class NoRequests extends DefaultConsumer implements PlatformHttpConsumer {
        NoRequests(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }
}
