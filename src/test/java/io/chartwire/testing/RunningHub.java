package io.chartwire.testing;

import io.chartwire.Hub;
import io.chartwire.Settings;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The one hub that all integration tests of a run share, on the embedded database; each test has a tenant of its own. */
public final class RunningHub {
    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final Hub hub;
    private final DevelopmentKey key;

    private RunningHub() {
        try {
            Path data = Files.createTempDirectory("chartwire-test");
            Settings settings = Settings.load(Map.of(
                    "chartwire.data", data.toString(),
                    "chartwire.http.port", "0",
                    "chartwire.mllp.port", "0",
                    "chartwire.management.port", "0",
                    "chartwire.socket.heartbeat-seconds", "2"));
            hub = Hub.start(settings);
            key = DevelopmentKey.in(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(hub::close));
    }

    private static final class Shared {
        static final RunningHub HUB = new RunningHub();
    }

    /** The hub, started at first use. */
    public static RunningHub shared() {
        return Shared.HUB;
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

    private Connection otherProgram() throws SQLException {
        Connection connection = hub.database().dedicated();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'billing'");
        }
        return connection;
    }
}
