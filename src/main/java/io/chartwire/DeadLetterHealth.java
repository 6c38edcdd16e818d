package io.chartwire;

import io.chartwire.change.Retries;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells how many emissions failed and wait for a person; the hub is well all the same, for nothing else waits with them. */
final class DeadLetterHealth extends AbstractHealthCheck {
    private final Retries retries;

    DeadLetterHealth(Retries retries) {
        super("chartwire", "dead-letters");
        this.retries = retries;
    }

    static void measure(Retries retries, MeterRegistry meters) {
        meters.gauge("chartwire.dead-letters.pending", retries, Retries::pending);
        meters.gauge("chartwire.dead-letters.oldest.seconds", retries, Retries::oldestSeconds);
        meters.gauge("chartwire.dead-letters.retried", retries, Retries::retried);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("pending", retries.pending());
        builder.detail("oldestSeconds", retries.oldestSeconds());
        builder.detail("retried", retries.retried());
        builder.up();
    }
}
