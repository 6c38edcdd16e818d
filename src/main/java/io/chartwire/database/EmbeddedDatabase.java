package io.chartwire.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of the hub's own, with durable settings and its data in a folder that one hub uses at a time.
 *
 * <p>A lock that the operating system frees with the process guards the folder. A server that outlived its hub
 * ({@code kill -9}) is stopped before the folder is taken over.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /**
     * EmbeddedPostgres turns durability off unless told otherwise. The short nap lets the plans of the first minutes, made for
     * small tables and kept, give way soon after the tables grow.
     */
    private static final Map<String, String> SERVER = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "max_connections", "200",
            "shared_buffers", "128MB",
            "max_wal_size", "2GB",
            "autovacuum_naptime", "10s",
            "jit", "off");

    /**
     * What the server writes in its own log quotes neither values nor statements, whoever sends them: no errors (the hub logs
     * their states), and of the rest neither the statement nor the details, which name the one that a killed process ran.
     */
    private static final Map<String, String> LOG_WITHOUT_VALUES = Map.of(
            "log_min_messages", "log",
            "log_error_verbosity", "terse",
            "log_min_error_statement", "panic",
            "log_parameter_max_length", "0",
            "log_parameter_max_length_on_error", "0",
            "log_statement", "none",
            "log_duration", "off",
            "log_min_duration_statement", "-1",
            "log_min_duration_sample", "-1",
            "log_transaction_sample_rate", "0");

    private final FileChannel lockFile;
    private final EmbeddedPostgres server;
    private final ServerKeeper keeper;
    private final Login login;

    private EmbeddedDatabase(FileChannel lockFile, EmbeddedPostgres server, ServerKeeper keeper, Login login) {
        this.lockFile = lockFile;
        this.server = server;
        this.keeper = keeper;
        this.login = login;
    }

    /**
     * Starts the server on the data folder's {@code postgres} sub-folder.
     *
     * @throws DataFolderInUseException when a living hub uses the folder
     * @throws IOException when the folder cannot be used or the server does not start
     */
    public static EmbeddedDatabase start(Path data) throws IOException {
        Path folder = data.resolve("postgres");
        Files.createDirectories(folder);
        FileChannel lockFile = lock(data);
        EmbeddedPostgres server = null;
        try {
            stopOrphan(folder);
            ServerAccess access = ServerAccess.to(folder);
            Path output = data.resolve("postgres.log");
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    // The hub stops it when it has drained; a hook of its own would stop it under the last requests.
                    .setRegisterShutdownHook(false)
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()));
            SERVER.forEach(builder::setServerConfig);
            LOG_WITHOUT_VALUES.forEach(builder::setServerConfig);
            server = access.start(builder);
            ProcessHandle process = serverOf(folder)
                    .orElseThrow(
                            () -> new IOException("PostgreSQL runs, but " + folder + " does not name its process"));
            Login login = access.close(server);
            return new EmbeddedDatabase(lockFile, server, ServerKeeper.of(process, output), login);
        } catch (IOException | RuntimeException e) {
            if (server != null) {
                server.close();
            }
            lockFile.close();
            throw e;
        }
    }

    /** How the server's superuser logs in to its database. */
    public Login login() {
        return login;
    }

    @Override
    public void close() throws IOException {
        keeper.close();
        try {
            server.close();
        } finally {
            lockFile.close();
        }
    }

    private static FileChannel lock(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(data.resolve("hub.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new DataFolderInUseException(data);
        }
        return channel;
    }

    private static void stopOrphan(Path folder) throws IOException {
        Optional<ProcessHandle> orphan = serverOf(folder);
        if (orphan.isEmpty()) {
            return;
        }
        LOG.info(
                "Stopping the PostgreSQL server (process {}) that a killed hub left behind",
                orphan.get().pid());
        // INT is PostgreSQL's fast shutdown; QUIT leaves the rest to the recovery at the next start.
        if (!signalled("INT", orphan.get()) && !signalled("QUIT", orphan.get())) {
            throw new IOException("the PostgreSQL server with process id "
                    + orphan.get().pid() + " still uses " + folder + " and does not stop");
        }
    }

    /** The folder's server, if one lives; a file that names another process of the same number is removed. */
    private static Optional<ProcessHandle> serverOf(Path folder) throws IOException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String first = Files.readAllLines(pidFile).stream().findFirst().orElse("");
        Optional<ProcessHandle> named =
                first.matches("\\d+") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
        if (named.isPresent() && isAnother(named.get().info(), folder)) {
            // The folder's server is gone, and its number was given to another process; PostgreSQL would refuse to
            // start.
            Files.delete(pidFile);
            return Optional.empty();
        }
        return named.filter(process -> process.info().command().orElse("").contains("postgres"));
    }

    /** Whether a process is certainly not the server of the folder; false when the system does not tell. */
    private static boolean isAnother(ProcessHandle.Info process, Path folder) {
        if (process.command().isEmpty()) {
            return false;
        }
        return !process.command().get().contains("postgres")
                || process.arguments()
                        .filter(arguments -> Arrays.stream(arguments).noneMatch(argument -> isSame(argument, folder)))
                        .isPresent();
    }

    private static boolean isSame(String argument, Path folder) {
        try {
            return Files.isSameFile(Path.of(argument), folder);
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static boolean signalled(String signal, ProcessHandle process) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL stops", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
