package io.chartwire;

import io.chartwire.change.ChangeTail;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells whether the change log can be read, so that what is committed reaches the sockets. */
final class TailHealth extends AbstractHealthCheck {
    private final ChangeTail tail;

    TailHealth(ChangeTail tail) {
        super("chartwire", "change-tail");
        this.tail = tail;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("head", tail.head());
        builder.detail("holes", tail.holes());
        if (tail.away()) {
            builder.message("The change log cannot be read; events wait until it can")
                    .down();
        } else {
            builder.up();
        }
    }
}
