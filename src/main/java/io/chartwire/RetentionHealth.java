package io.chartwire;

import io.chartwire.retention.Retention;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells how far ahead the change log has partitions; without one it still takes every write, but is pruned slowly. */
final class RetentionHealth extends AbstractHealthCheck {
    private final Retention retention;

    RetentionHealth(Retention retention) {
        super("chartwire", "retention");
        this.retention = retention;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("aheadSeconds", retention.ahead().toSeconds());
        if (retention.late()) {
            builder.message("The change log has no further partition made ahead; see the log for why");
        }
        builder.up();
    }
}
