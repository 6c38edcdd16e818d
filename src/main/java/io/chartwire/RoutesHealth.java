package io.chartwire;

import io.chartwire.route.Problem;
import io.chartwire.route.Reload;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Tells which routes run, and what is wrong with those in the folder; up all the same while all that should run does. */
final class RoutesHealth extends AbstractHealthCheck {
    private final Supplier<Reload.Status> status;
    private final Supplier<List<String>> stopped;

    /**
     * @param stopped gives the ids of routes that should run and do not
     */
    RoutesHealth(Supplier<Reload.Status> status, Supplier<List<String>> stopped) {
        super("chartwire", "routes");
        this.status = status;
        this.stopped = stopped;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Reload.Status now = status.get();
        builder.detail("version", now.hash());
        builder.detail("since", now.since().toString());
        builder.detail("problems", now.problems().size());
        if (!now.problems().isEmpty()) {
            builder.message(now.meaning() + ": " + lines(now.problems()));
        }
        if (!now.waiting().isEmpty()) {
            builder.detail("waiting", lines(now.waiting()));
        }
        List<String> notRunning = stopped.get();
        if (notRunning.isEmpty()) {
            builder.up();
        } else {
            builder.message("These routes do not run: " + String.join(", ", notRunning))
                    .down();
        }
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
}
