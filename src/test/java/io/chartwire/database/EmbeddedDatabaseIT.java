package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub's own PostgreSQL on a data folder: durable, one hub at a time, and taken over after a crash. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class EmbeddedDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PORT_LINE = 3;

    @TempDir
    private Path data;

    private Process hub;

    @AfterEach
    void leave_nothing_running() throws IOException {
        if (hub != null && hub.isAlive()) {
            hub.destroyForcibly().onExit().join();
        }
        if (Files.exists(postmasterFile())) {
            server().destroyForcibly();
        }
    }

    @Test
    void does_not_trade_durability_for_speed() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(query(database.login(), "SHOW " + setting))
                        .as(setting)
                        .isEqualTo("on");
            }
        }
    }

    @Test
    void keeps_its_data_from_one_start_to_the_next() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            execute(database.login(), "CREATE TABLE kept AS SELECT 'a row' AS text");
        }

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertThat(query(database.login(), "SELECT text FROM kept")).isEqualTo("a row");
        }
    }

    @Test
    void lets_in_who_has_the_password_which_only_the_owner_of_the_folder_can_read() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertAsksForThePassword(database.login());
            assertThat(Files.getPosixFilePermissions(passwordFile()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            String password = database.login().password().orElseThrow();
            assertThat(Files.readString(passwordFile())).isEqualTo(password + "\n");
            assertThat(Files.readString(data.resolve("postgres.log"))
                            + server().info().commandLine().orElseThrow()
                            + database.login())
                    .doesNotContain(password);
        }
    }

    @Test
    void gives_a_folder_of_a_release_that_asked_for_no_password_one() throws Exception {
        try (PostgresServer old = PostgresServer.start(data.resolve("postgres"))) {
            Login anyone = new Login(old.url(), "postgres", Optional.empty());
            execute(anyone, "CREATE TABLE kept AS SELECT 'a row' AS text");
        }

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertAsksForThePassword(database.login());
            assertThat(query(database.login(), "SELECT text FROM kept")).isEqualTo("a row");
            assertThat(Files.readString(data.resolve("postgres.log")))
                    .doesNotContain(database.login().password().orElseThrow());
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertAsksForThePassword(database.login());
            assertThat(query(database.login(), "SELECT text FROM kept")).isEqualTo("a row");
        }
    }

    @Test
    void gives_a_folder_whose_password_was_lost_another_and_closes_one_that_was_opened() throws Exception {
        Login first;
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            first = database.login();
        }
        Files.writeString(data.resolve("postgres/pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertAsksForThePassword(database.login());
            assertThat(database.login().password()).isEqualTo(first.password());
        }

        Files.delete(passwordFile());

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertAsksForThePassword(database.login());
            assertThat(database.login().password()).isNotEqualTo(first.password());
        }
    }

    @Test
    void tells_nothing_of_the_statement_whose_process_is_killed() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data);
                Connection connection = database.login().source().getConnection();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(
                            "COPY (SELECT 'ZZPHI', pg_backend_pid()) TO PROGRAM 'read text pid; kill -9 $pid'"))
                    .isInstanceOf(SQLException.class);

            Path log = data.resolve("postgres.log");
            Awaitility.await().atMost(PATIENCE).until(() -> Files.readString(log)
                    .contains("was terminated by signal 9"));
            assertThat(Files.readString(log)).doesNotContain("ZZPHI");
        }
    }

    @Test
    void refuses_a_folder_that_a_hub_of_the_same_process_uses() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(data))
                    .isInstanceOf(DataFolderInUseException.class)
                    .hasMessage("Another Chartwire hub is using the data folder " + data
                            + "; stop it, or give this one a folder of its own with --data DIR");
            assertThat(query(database.login(), "SELECT 1"))
                    .as("the first goes on")
                    .isEqualTo("1");
        }
    }

    @Test
    void refuses_a_folder_that_a_hub_of_another_process_uses() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            startHub();

            assertThat(hub.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(hub.exitValue()).isEqualTo(1);
            assertThat(output()).contains("Another Chartwire hub is using the data folder " + data);
            assertThat(query(database.login(), "SELECT 1"))
                    .as("the first goes on")
                    .isEqualTo("1");
        }
    }

    @Test
    void takes_over_the_server_of_a_hub_that_was_killed_and_keeps_what_was_committed() throws Exception {
        startHub();
        awaitReady();
        ProcessHandle orphan = server();
        execute(orphan(), "INSERT INTO tenants (id, name) VALUES ('kept', 'Committed before the crash')");
        hub.destroyForcibly().onExit().join();
        assertThat(orphan.isAlive()).as("PostgreSQL outlives its hub").isTrue();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(query(database.login(), "SELECT name FROM tenants WHERE id = 'kept'"))
                    .isEqualTo("Committed before the crash");
        }
    }

    @Test
    void starts_the_server_again_that_was_killed_under_it() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
            execute(database.login(), "CREATE TABLE kept AS SELECT 'a row' AS text");
            ProcessHandle killed = server();

            killed.destroyForcibly();
            killed.onExit().join();

            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> query(
                            database.login(), "SELECT text FROM kept")
                    .equals("a row"));
            assertThat(server().pid()).isNotEqualTo(killed.pid());
        }
        assertThat(postmasterFile()).as("stopped with its hub").doesNotExist();
    }

    @Test
    void leaves_a_process_alone_that_has_the_number_of_its_old_server(@TempDir Path other) throws Exception {
        EmbeddedDatabase.start(other).close();
        try (EmbeddedDatabase ours = EmbeddedDatabase.start(data)) {
            Files.copy(postmasterFile(), other.resolve("postgres").resolve("postmaster.pid"));

            try (EmbeddedDatabase theirs = EmbeddedDatabase.start(other)) {
                assertThat(query(theirs.login(), "SHOW data_directory"))
                        .isEqualTo(other.resolve("postgres").toString());
            }
            assertThat(query(ours.login(), "SHOW data_directory"))
                    .isEqualTo(data.resolve("postgres").toString());
        }
    }

    @Test
    void stops_with_a_hub_that_is_told_to_stop() throws Exception {
        startHub();
        awaitReady();
        ProcessHandle server = server();

        hub.destroy();

        assertThat(hub.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(hub.exitValue()).as(output()).isZero();
        Awaitility.await().atMost(PATIENCE).until(() -> !server.isAlive());
        assertThat(postmasterFile()).doesNotExist();
    }

    /** Starts a hub in a process of its own, as {@code ./chartwire run} does. */
    private void startHub() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chartwire.cli.Chartwire",
                "run",
                "--no-demo",
                "--data",
                data.toString(),
                "--http-port",
                "0",
                "--mllp-port",
                "0",
                "--management-port",
                "0");
        hub = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("hub.out").toFile())
                .start();
    }

    private void awaitReady() {
        Awaitility.await()
                .atMost(PATIENCE)
                .conditionEvaluationListener(
                        seen -> assertThat(hub.isAlive()).as(output()).isTrue())
                .until(() -> output().contains("Chartwire is ready: "));
    }

    private String output() {
        try {
            return Files.readString(data.resolve("hub.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path postmasterFile() {
        return data.resolve("postgres").resolve("postmaster.pid");
    }

    private ProcessHandle server() throws IOException {
        return ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(postmasterFile()).get(0)))
                .orElseThrow();
    }

    /** How whoever may read the data folder logs in to the server that runs on it. */
    private Login orphan() throws IOException {
        return new Login(
                "jdbc:postgresql://localhost:"
                        + Files.readAllLines(postmasterFile()).get(PORT_LINE) + "/postgres",
                "postgres",
                Optional.of(Files.readString(passwordFile()).strip()));
    }

    private Path passwordFile() {
        return data.resolve("postgres.password");
    }

    private static void assertAsksForThePassword(Login login) {
        for (String host : List.of("localhost", "127.0.0.1")) {
            String url = login.url().replace("localhost", host);
            assertThatThrownBy(() -> DriverManager.getConnection(url, login.user(), null))
                    .as("none at %s", host)
                    .hasMessageContaining("SCRAM-based authentication, but no password was provided");
            assertThatThrownBy(() -> DriverManager.getConnection(url, login.user(), "postgres"))
                    .as("another at %s", host)
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(login.url(), login.properties());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Login login, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(login.url(), login.properties());
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
