package io.chartwire;

import io.chartwire.intake.SenderSilence;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Tells which senders are silent for longer than usual. The hub itself is well, so this is never {@code DOWN}: a load balancer
 * that took the hub away would silence the others too.
 */
final class SilenceHealth extends AbstractHealthCheck {
    private static final int MOST_NAMED = 20;

    private final SenderSilence silence;

    SilenceHealth(SenderSilence silence) {
        super("chartwire", "hl7-senders");
        this.silence = silence;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<SenderSilence.Silence> silent = silence.silent();
        builder.detail("silent", silent.size());
        if (!silent.isEmpty()) {
            builder.message("Senders are silent for longer than usual");
            builder.detail(
                    "senders",
                    silent.stream()
                            .limit(MOST_NAMED)
                            .map(SenderSilence.Silence::toString)
                            .collect(Collectors.joining("; ")));
        }
        builder.up();
    }
}
