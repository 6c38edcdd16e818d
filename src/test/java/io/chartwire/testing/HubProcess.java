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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
        List<String> command = new ArrayList<>(List.of(
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
        command.addAll(List.of(options));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            data.resolve("hub.log").toFile()))
                    .start();
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    return new HubProcess(data, process, ready);
                }
            }
            throw new IllegalStateException("the hub did not start; see " + data.resolve("hub.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** Reads the first column of a query in the embedded database. */
    public List<String> sql(String query) {
        List<String> values = new ArrayList<>();
        try {
            String port =
                    Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3);
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres");
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        return values;
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

    private int awaitExit() {
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
