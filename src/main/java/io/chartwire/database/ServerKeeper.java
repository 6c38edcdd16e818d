package io.chartwire.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the embedded server again when it has ended by itself: killed, out of memory, or out of room on its disk. It tries until
 * the server stays, for what stops it may pass; the hub answers meanwhile that the database is away.
 */
final class ServerKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerKeeper.class);
    private static final long PAUSE_MILLIS = 500;

    private final List<String> command;
    private final Path output;
    private final Thread thread = new Thread(this::keep, "postgres-keeper");
    private ProcessHandle server;
    private volatile boolean closed;

    private ServerKeeper(ProcessHandle server, List<String> command, Path output) {
        this.server = server;
        this.command = command;
        this.output = output;
    }

    /** Keeps a server that runs; where the system does not tell how it was started, nothing can be kept. */
    static ServerKeeper of(ProcessHandle server, Path output) {
        List<String> command = new ArrayList<>();
        server.info().command().ifPresent(program -> {
            // PostgreSQL refuses to run as root, and takes a user namespace for another user.
            command.addAll(System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
            command.add(program);
            command.addAll(List.of(server.info().arguments().orElse(new String[0])));
        });
        ServerKeeper keeper = new ServerKeeper(server, command, output);
        if (command.isEmpty()) {
            LOG.warn("This system does not tell how PostgreSQL was started; if it ends, start the hub again");
        } else {
            keeper.thread.setDaemon(true);
            keeper.thread.start();
        }
        return keeper;
    }

    /** Keeps it no longer; it may then be stopped. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void keep() {
        try {
            while (!closed) {
                server.onExit().get();
                if (closed) {
                    return;
                }
                LOG.error("PostgreSQL has ended by itself (see {}) and is started again", output);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                server = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start()
                        .toHandle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException e) {
            LOG.error("PostgreSQL cannot be started again; start the hub again", e);
        }
    }
}
