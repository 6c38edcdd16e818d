package io.chartwire.testing;

import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub in a process of its own, as {@code ./chartwire run} starts it, so that it can be killed. */
public final class HubProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("Chartwire is ready: (http://\\S+:\\d+) mllp://\\S+:(\\d+) management (http://\\S+:\\d+)");

    private final Path data;
    private final Process process;
    private final Matcher ready;

    private HubProcess(Path data, Process process, Matcher ready) {
        this.data = data;
        this.process = process;
        this.ready = ready;
    }

    /** Starts a hub on a data folder and waits for its ready line. */
    public static HubProcess start(Path data, String... options) {
        List<String> command = command(data);
        command.addAll(List.of(options));
        return start(command, data, process -> data);
    }

    /**
     * Starts a hub whose data folder is a disk of its own, of so many megabytes.
     *
     * @throws IllegalStateException where the system lets no user mount anything, not even for itself alone
     */
    public static HubProcess startOnSmallDisk(Path data, int megabytes) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$0\" && exec \"$@\"",
                data.toString()));
        command.addAll(command(data));
        // The disk is seen by the hub's processes alone, and by others through the hub's root.
        return start(command, data, process -> Path.of("/proc", Long.toString(process.pid()), "root", data.toString()));
    }

    private static List<String> command(Path data) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chartwire.cli.Chartwire",
                "run",
                "--data",
                data.toString(),
                "--http-port",
                "0",
                "--mllp-port",
                "0",
                "--management-port",
                "0"));
    }

    private static HubProcess start(List<String> command, Path data, Function<Process, Path> folder) {
        Path log = data.resolve("hub.log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    return new HubProcess(folder.apply(process), process, ready);
                }
            }
            throw new IllegalStateException(command.get(0) + " did not start a hub: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data folder, as this process sees it. */
    public Path data() {
        return data;
    }

    public String http() {
        return ready.group(1);
    }

    public int mllpPort() {
        return Integer.parseInt(ready.group(2));
    }

    public String management() {
        return ready.group(3);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public String token(String tenant, String user, String... roles) {
        try {
            return DevelopmentKey.in(data)
                    .sign(new Identity(
                            user,
                            "Test",
                            new TenantId(tenant),
                            Set.of(roles),
                            Instant.now().plus(Duration.ofHours(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Client client(String tenant, String... roles) {
        return new Client(http(), token(tenant, "user", roles));
    }

    public SocketClient socket(String tenant, String path, String... roles) {
        return SocketClient.open(http().replace("http", "ws") + path, token(tenant, "screen", roles));
    }

    /** A connection to the embedded database, as another program has. */
    public Connection database() throws SQLException {
        try {
            String port =
                    Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
            return DriverManager.getConnection(
                    "jdbc:postgresql://localhost:" + port + "/postgres",
                    "postgres",
                    Files.readString(data.resolve("postgres.password")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the first column of a query in the embedded database. */
    public List<String> sql(String query) {
        return Rows.of(this::database, query);
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; returns the exit status. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** Waits until it has ended; returns the exit status. */
    public int awaitExit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the hub does not stop");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }
}
