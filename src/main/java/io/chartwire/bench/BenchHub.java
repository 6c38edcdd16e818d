package io.chartwire.bench;

import io.chartwire.Hub;
import io.chartwire.Settings;
import io.chartwire.change.ChangeTail;
import io.chartwire.database.Database;
import io.chartwire.database.Login;
import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A hub on free ports with a data folder of its own, which goes with it. */
final class BenchHub implements AutoCloseable {
    private static final String BARE = "bare";

    private final Path data;
    private final Settings settings;
    private final Hub hub;
    private final Connection connection;

    private BenchHub(Path data, Settings settings, Hub hub) throws SQLException {
        this.data = data;
        this.settings = settings;
        this.hub = hub;
        this.connection = hub.database().dedicated();
    }

    static BenchHub start() throws Exception {
        return start(Map.of());
    }

    static BenchHub start(Map<String, String> overrides) throws Exception {
        Path data = Files.createTempDirectory("chartwire-bench");
        Settings settings = settings(data);
        overrides.forEach(settings.properties()::setProperty);
        return new BenchHub(data, settings, Hub.start(settings));
    }

    /** A hub whose PostgreSQL remembers when each transaction committed. */
    static BenchHub startWithCommitTimes() throws Exception {
        BenchHub first = start();
        first.sql("ALTER SYSTEM SET track_commit_timestamp = on");
        first.stop();
        return new BenchHub(first.data, settings(first.data), Hub.start(settings(first.data)));
    }

    private static Settings settings(Path data) {
        return Settings.load(Map.of(
                "chartwire.data", data.toString(),
                "chartwire.http.port", "0",
                "chartwire.mllp.port", "0",
                "chartwire.management.port", "0"));
    }

    Hub hub() {
        return hub;
    }

    Path data() {
        return data;
    }

    Settings settings() {
        return settings;
    }

    String token(String tenant, String... roles) throws IOException {
        return DevelopmentKey.in(data)
                .sign(new Identity(
                        "bench",
                        "Bench",
                        new TenantId(tenant),
                        Set.of(roles),
                        Instant.now().plus(Duration.ofHours(12))));
    }

    /** The allowed moves of a resource, as its statements take them. */
    String transitions(String resource) {
        return hub.camelContext().resolvePropertyPlaceholders("{{transitions:" + resource + "}}");
    }

    /** The address of the hub's database, for another program. */
    String databaseUrl() {
        Login login = hub.database().login();
        return login.url() + "?user=" + login.user() + "&password="
                + login.password().orElse("");
    }

    /**
     * Another database of the same server with the same schema, pool and settings, whose change log nobody reads.
     */
    Database bareDatabase() throws SQLException {
        sql("CREATE DATABASE " + BARE);
        Login login = hub.database().login();
        String url = login.url().replaceFirst("(//[^/]+)/.*", "$1/" + BARE);
        return Database.open(new Login(url, login.user(), login.password()), settings);
    }

    /** Runs statements that nothing is told of: no triggers, no change log. */
    static void quietly(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(sql);
            statement.execute("RESET session_replication_role");
        }
    }

    void quietly(String sql) throws SQLException {
        quietly(connection, sql);
    }

    void sql(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first value of a query. */
    String value(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many changes the tail has not delivered. */
    long backlog() {
        ChangeTail tail = hub.camelContext().getRegistry().lookupByNameAndType("changeTail", ChangeTail.class);
        return Long.parseLong(value("SELECT coalesce(max(seq), 0) FROM change_log")) - tail.head();
    }

    /** Waits until the tail has delivered all changes; returns how many there were and how long it took. */
    String awaitTail() throws InterruptedException {
        long backlog = backlog();
        long start = System.nanoTime();
        while (backlog() > 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return backlog + " events late, caught up in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)
                + " ms";
    }

    private void stop() throws SQLException {
        connection.close();
        hub.close();
    }

    @Override
    public void close() throws IOException, SQLException {
        stop();
        Folders.delete(data);
    }
}
