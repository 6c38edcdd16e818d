package io.chartwire.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.Hub;
import io.chartwire.Settings;
import io.chartwire.database.Login;
import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The one hub that all integration tests of a run share, on the embedded database; each test has a tenant of its own. */
public final class RunningHub implements AutoCloseable {
    /** The one foreign page that may open sockets. */
    public static final String ALLOWED_ORIGIN = "https://board.clinic.example";

    /** What a condition may take on a machine that is slow or busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final AtomicInteger TENANTS = new AtomicInteger();

    static {
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    private final Settings settings;
    private Hub hub;
    private final DevelopmentKey key;

    private RunningHub(Map<String, String> overrides) {
        try {
            Path data = Files.createTempDirectory("chartwire-test");
            Map<String, String> all = new HashMap<>(Map.of(
                    "chartwire.data", data.toString(),
                    "chartwire.http.port", "0",
                    "chartwire.mllp.port", "0",
                    "chartwire.management.port", "0",
                    "chartwire.socket.heartbeat-seconds", "2",
                    "chartwire.socket.ping-seconds", "1",
                    "chartwire.socket.silence-seconds", "60",
                    "chartwire.socket.stuck-seconds", "120",
                    "chartwire.http.allowed-origins", ALLOWED_ORIGIN));
            // All tests come from one address, and some show what is refused a thousand times over.
            all.put("chartwire.http.refused-per-minute", "1000000");
            all.put("chartwire.audit.strangers-per-minute", "1000000");
            all.putAll(overrides);
            settings = Settings.load(all);
            hub = Hub.start(settings);
            key = DevelopmentKey.in(settings.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Shared {
        static final RunningHub HUB = new RunningHub(Map.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(HUB::close));
        }
    }

    /** The hub, started at first use. */
    public static RunningHub shared() {
        return Shared.HUB;
    }

    /** A hub of the caller's own, on a new database of the shared hub's server, for what would disturb the other tests. */
    public static RunningHub alone(Map<String, String> overrides) {
        String name = "alone" + TENANTS.incrementAndGet();
        shared().sql("CREATE DATABASE " + name);
        Map<String, String> settings = new HashMap<>(overrides);
        settings.putAll(loginSettings(shared().login(name)));
        return new RunningHub(settings);
    }

    /** A hub of the caller's own on the database at {@code url}. */
    public static RunningHub on(String url) {
        return new RunningHub(Map.of("chartwire.database.url", url));
    }

    /** Another node: a hub with the database, the key and the routes of this one. */
    public RunningHub beside() {
        Map<String, String> same = new HashMap<>(Map.of(
                "chartwire.data", settings.data().toString(),
                "chartwire.routes", settings.routes().toString()));
        same.putAll(loginSettings(hub.database().login()));
        return new RunningHub(same);
    }

    /** What {@code /observe/metrics} says. */
    public String metrics() {
        return management().get("/observe/metrics").text();
    }

    /** Calls the management port. */
    public Client management() {
        return new Client("http://127.0.0.1:" + hub.managementPort(), null);
    }

    /** What {@code /observe/health} says. */
    public JsonNode health() {
        return new Client("http://127.0.0.1:" + hub.managementPort(), null)
                .get("/observe/health?data=true")
                .json();
    }

    /** The hub's data folder. */
    public Path data() {
        return settings.data();
    }

    /** The address of the hub's database. */
    public String databaseUrl() {
        return hub.database().login().url();
    }

    /** How the hub would log in to another database of its server. */
    public Login login(String database) {
        Login own = hub.database().login();
        return new Login(own.url().replaceFirst("/postgres\\b", "/" + database), own.user(), own.password());
    }

    private static Map<String, String> loginSettings(Login login) {
        return Map.of(
                "chartwire.database.url",
                login.url(),
                "chartwire.database.user",
                login.user(),
                "chartwire.database.password",
                login.password().orElse(""));
    }

    /** Stops the hub and lets go of it: test classes keep this object in their static fields. */
    @Override
    public void close() {
        hub.close();
        hub = null;
    }

    /** A tenant that no other test knows, with a patient and a provider. */
    public Clinic clinic() {
        return Clinic.open(this, new TenantId("t" + TENANTS.incrementAndGet()));
    }

    /** The demo tenant. */
    public Clinic demo() {
        return Clinic.existing(this, new TenantId("demo"));
    }

    public Hub hub() {
        return hub;
    }

    public String http() {
        return "http://127.0.0.1:" + hub.httpPort();
    }

    public String token(TenantId tenant, String user, String... roles) {
        return token(tenant, user, Instant.now().plus(Duration.ofHours(1)), roles);
    }

    public String token(TenantId tenant, String user, Instant expires, String... roles) {
        return key.sign(new Identity(user, "Test " + user, tenant, Set.of(roles), expires));
    }

    /** Reads the first column of a query. */
    public List<String> rows(String query) {
        return Rows.of(this::otherProgram, query);
    }

    /** Runs a statement with positional parameters, as any other program of the clinic would; returns the first value. */
    public String sql(String statement, Object... values) {
        try (Connection connection = otherProgram();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int index = 0; index < values.length; index++) {
                prepared.setObject(index + 1, values[index]);
            }
            if (!prepared.execute()) {
                return null;
            }
            try (ResultSet rows = prepared.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the line of {@code /observe/metrics} that begins like this has a value. */
    public void awaitMetric(String line, double value) {
        Client management = new Client("http://127.0.0.1:" + hub.managementPort(), null);
        await(() -> management
                .get("/observe/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith(line) && Double.parseDouble(it.substring(it.lastIndexOf(' '))) == value)
                .findFirst()
                .orElse(null));
    }

    /** Asks again and again until there is an answer. */
    public <T> T await(Supplier<T> question) {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T answer = question.get();
            if (answer != null) {
                return answer;
            }
            if (System.nanoTime() > patience) {
                throw new AssertionError("it did not come about");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private Connection otherProgram() throws SQLException {
        Connection connection = hub.database().dedicated();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'billing'");
        }
        return connection;
    }
}
