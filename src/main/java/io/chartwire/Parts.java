package io.chartwire;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, and is stopped in the reverse order; one that does not stop cleanly keeps none from stopping. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    void push(AutoCloseable part) {
        started.push(part);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("A part of the hub did not stop cleanly: {}", LoggedFailure.of(e));
            }
        }
    }
}
