package io.chartwire.route;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * {@code direct} for routes that are replaced while exchanges wait for them: a producer asks each time which route listens.
 *
 * <p>The stock one (4.17) notes that a route was replaced before it takes the new one, so that of two exchanges at once the second
 * may still go to the route that is gone, and fails.
 */
@Component("direct")
final class LiveDirectComponent extends DirectComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new DirectEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new Asking(this);
            }
        };
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private final class Asking extends DefaultAsyncProducer {
        private final DirectEndpoint endpoint;
        private final String key;

        Asking(DirectEndpoint endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
            this.key = endpoint.getEndpointUri().replaceFirst("\\?.*", "");
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                DirectConsumer consumer = getConsumer(key, endpoint.isBlock(), endpoint.getTimeout());
                if (consumer != null) {
                    return consumer.getAsyncProcessor().process(exchange, callback);
                }
                exchange.setException(
                        new DirectConsumerNotAvailableException("No route listens at " + endpoint, exchange));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                exchange.setException(e);
            }
            callback.done(true);
            return true;
        }
    }
}
