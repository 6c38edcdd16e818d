package io.chartwire;

import io.chartwire.change.ChangeTail;
import io.chartwire.change.SubscriptionComponent;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells whether the change log can be read, so that what is committed reaches the sockets, and how far each delivery to another system has come. */
final class TailHealth extends AbstractHealthCheck {
    private final ChangeTail tail;
    private final SubscriptionComponent subscriptions;

    TailHealth(ChangeTail tail, SubscriptionComponent subscriptions) {
        super("chartwire", "change-tail");
        this.tail = tail;
        this.subscriptions = subscriptions;
    }

    static void measure(SubscriptionComponent subscriptions, MeterRegistry meters) {
        meters.gauge("chartwire.subscriptions.overtaken", subscriptions, it -> it.overtaken()
                .size());
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("head", tail.head());
        builder.detail("holes", tail.holes());
        subscriptions.heads().forEach((route, head) -> builder.detail("head of " + route, head));
        subscriptions.overtaken().forEach(route -> builder.detail("events lost by " + route, true));
        if (tail.away()) {
            builder.message("The change log cannot be read; events wait until it can")
                    .down();
        } else {
            builder.up();
        }
    }
}
