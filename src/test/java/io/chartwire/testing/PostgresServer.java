package io.chartwire.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL server that hubs are pointed at, as a clinic's own is; it can be stopped, killed and started again. */
public final class PostgresServer implements AutoCloseable {
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on", "max_connections", "100");

    private final Path folder;
    private EmbeddedPostgres server;
    private int port;

    private PostgresServer(Path folder) {
        this.folder = folder;
    }

    public static PostgresServer start(Path folder) {
        PostgresServer server = new PostgresServer(folder);
        server.start();
        return server;
    }

    /** Starts it again, where it was. */
    public void start() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port);
            DURABLE.forEach(builder::setServerConfig);
            server = builder.start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fast shutdown, which ends all connections. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}; the processes of its connections end when they notice. */
    public void kill() {
        ProcessHandle postmaster = postmaster();
        var children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        children.forEach(child -> child.onExit().join());
        stop();
    }

    private ProcessHandle postmaster() {
        try {
            return ProcessHandle.of(Long.parseLong(
                            Files.readAllLines(folder.resolve("postmaster.pid")).get(0)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() {
        stop();
    }
}
