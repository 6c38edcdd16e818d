package io.chartwire.testing;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** {@code unstartable:<name>}: a system that a check cannot look at, and that is not there when a route that sends to it starts. */
public final class UnstartableComponent extends DefaultComponent {
    /** What happens meanwhile. */
    public static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>(() -> {});

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    protected void doStart() {
                        MEANWHILE.get().run();
                        throw new IllegalStateException("There is nobody at " + remaining);
                    }

                    @Override
                    public void process(Exchange exchange) {
                        throw new UnsupportedOperationException();
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
