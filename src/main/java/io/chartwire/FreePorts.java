package io.chartwire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses a free port wherever the settings say 0, and sees that the others can be opened. */
final class FreePorts {
    private static final Logger LOG = LoggerFactory.getLogger(FreePorts.class);

    // Below those that the system gives to outgoing connections: one of them would take a port before the hub has it.
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;
    private static final int MOST_ATTEMPTS = 1_000;

    private FreePorts() {}

    /** Writes the ports into the settings. */
    static void choose(Settings settings) {
        choose(settings, "chartwire.http.port", "chartwire.bind");
        choose(settings, "chartwire.mllp.port", "chartwire.bind");
        choose(settings, "chartwire.management.port", "chartwire.management.bind");
    }

    private static void choose(Settings settings, String name, String bind) {
        if (settings.number(name) != 0) {
            requireFree(settings, name, bind);
            return;
        }
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try {
                open(port, settings.text(bind));
                settings.properties().setProperty(name, Integer.toString(port));
                return;
            } catch (BindException e) {
                LOG.debug("Port {} is not free", port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("No port is free");
    }

    /** Before anything is started: a port that cannot be opened later on is told by its number, or for management not at all. */
    private static void requireFree(Settings settings, String name, String bind) {
        try {
            open(settings.number(name), settings.text(bind));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The port " + settings.number(name) + " (" + name + ") cannot be opened on " + settings.text(bind),
                    e);
        }
    }

    private static void open(int port, String bind) throws IOException {
        new ServerSocket(port, 1, InetAddress.getByName(bind)).close();
    }
}
