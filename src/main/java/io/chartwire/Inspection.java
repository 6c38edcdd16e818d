package io.chartwire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.cli.connector.DefaultCliConnectorFactory;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CliConnectorFactory;

/**
 * Camel's own tools to look into running routes: the developer console on the management port, and the connector of the
 * {@code camel} command.
 *
 * <p>They show what messages hold and ask nobody who they are, so they are there in development only, for whoever is on the machine.
 */
public final class Inspection {
    private static final List<String> SWITCHES = List.of(
            "camel.main.dev-console-enabled",
            "camel.management.dev-console-enabled",
            "camel.main.message-history",
            "camel.main.jmx-enabled",
            "camel.main.inflight-repository-browse-enabled",
            "camel.trace.enabled");

    private static final String CONNECTOR_THREAD = "LocalCliConnector";
    private static final int LAST_TURN_MILLIS = 5_000;

    private Inspection() {}

    /**
     * Switches the tools on.
     *
     * @return what removes the connector's files after the context has stopped: it deletes them itself, but its last turn may
     *     still go on and write them again, and they hold messages
     * @throws IllegalArgumentException when the hub would show them to other machines
     */
    static AutoCloseable enable(Main main, Settings settings) {
        String bind = settings.text("chartwire.management.bind");
        try {
            if (!InetAddress.getByName(bind).isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "chartwire.development shows what messages hold on the management port:"
                                + " set chartwire.management.bind to 127.0.0.1, not " + bind);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("chartwire.management.bind is no address: " + bind, e);
        }
        SWITCHES.forEach(name -> main.addOverrideProperty(name, "true"));
        return () -> {
            awaitConnector();
            removeFiles(Path.of(System.getProperty("user.home"), ".camel"));
        };
    }

    private static void awaitConnector() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains(CONNECTOR_THREAD)) {
                thread.join(LAST_TURN_MILLIS);
            }
        }
    }

    private static void removeFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, ProcessHandle.current().pid() + "-*.json")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Keeps the connector, which Camel starts by itself when it is on the class path, out of a context. */
    public static void disconnect(CamelContext context) {
        DefaultCliConnectorFactory none = new DefaultCliConnectorFactory();
        none.setEnabled(false);
        context.getCamelContextExtension().addContextPlugin(CliConnectorFactory.class, none);
    }
}
