package io.chartwire.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chartwire.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The pools of connections to the hub's PostgreSQL, migrated to the newest schema.
 *
 * <p>Whoever logs in owns the tables, so the pools take roles that row-level security binds: {@link #pool} sees the rows of the
 * tenant that a statement names, {@link #tailPool} reads those of all.
 */
public final class Database implements AutoCloseable {
    /** The change log's trigger notifies the hubs of every writer but those of this name, which wake their own tail. */
    private static final String APPLICATION_NAME = "chartwire";

    private static final String HUB_ROLE = "chartwire_hub";
    private static final String TAIL_ROLE = "chartwire_tail";
    /** A clinic's own migrations have this number or a higher one. */
    private static final int FIRST_OF_A_CLINIC = 1000;

    /** The class of SQL states whose messages quote the value. */
    private static final String DATA_EXCEPTION = "22";
    /** For the tail, the deliveries to other systems, and what measures and tries again. */
    private static final int TAIL_CONNECTIONS = 4;

    /** For the tail's joins, the deliveries to other systems, and the clients that catch up. */
    private static final int EVENT_CONNECTIONS = 6;

    /** How long a statement outside the pools may take; a server that is gone without a word is taken for lost then. */
    private static final int DEDICATED_SECONDS = 300;

    private final Login login;
    private final HikariDataSource pool;
    private final HikariDataSource tailPool;
    private final HikariDataSource eventPool;

    private Database(Login login, Settings settings, String schema) {
        this.login = login;
        int connections = settings.number("chartwire.database.connections");
        this.pool = open(HUB_ROLE, connections, schema, settings);
        this.tailPool = open(TAIL_ROLE, TAIL_CONNECTIONS, schema, settings);
        this.eventPool = open(HUB_ROLE, EVENT_CONNECTIONS, schema, settings);
    }

    /**
     * Brings the hub's own tables to the newest schema and opens the pools; {@link #extend} adds those of a clinic.
     *
     * @throws IllegalArgumentException when the database refuses a migration, or was used by a later release
     * @throws IllegalStateException when row-level security would not bind the pools' roles
     */
    public static Database open(Login login, Settings settings) {
        migrate(login, settings);
        return new Database(login, settings, schemaOfBoundRoles(login));
    }

    /** Connections that see and write the rows of the tenant in {@code chartwire.tenant}, and without one, none. */
    public DataSource pool() {
        return pool;
    }

    /** As {@link #pool}, for making events: they do not stand in line behind writes that wait for each other. */
    public DataSource eventPool() {
        return eventPool;
    }

    /** Connections that read the rows of all tenants and write none. */
    public DataSource tailPool() {
        return tailPool;
    }

    /** How another program logs in as the hub does. */
    public Login login() {
        return login;
    }

    /** A connection outside the pools, of the tables' owner, whom row-level security does not bind. */
    public Connection dedicated() throws SQLException {
        Properties properties = login.properties();
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketTimeout", Integer.toString(DEDICATED_SECONDS));
        return DriverManager.getConnection(login.url(), properties);
    }

    /**
     * Applies the migrations of a folder that the database has not seen yet.
     *
     * @throws BrokenMigrationException when the database refuses one, those before it being applied; or when one was applied as
     *     another text
     */
    public void extend(Path migrations) throws BrokenMigrationException {
        // A new table that refers to one in use waits for a moment without writes, and must not make writes wait for
        // long.
        Flyway flyway = migrations(login, List.of("filesystem:" + migrations))
                .initSql("SET lock_timeout = '5s'")
                .validateMigrationNaming(true)
                .load();
        try {
            flyway.migrate();
        } catch (FlywayMigrateException e) {
            throw new BrokenMigrationException(
                    e.getMigration().getScript(), e.getLineNumber(), sentence(deepest(e)), e);
        } catch (FlywayValidateException e) {
            throw edited(flyway, migrations, e);
        } catch (FlywayException e) {
            throw new BrokenMigrationException("", 0, e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "), e);
        }
    }

    @Override
    public void close() {
        tailPool.close();
        eventPool.close();
        pool.close();
    }

    private HikariDataSource open(String role, int connections, String schema, Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(role);
        config.setJdbcUrl(login.url());
        config.setDataSourceProperties(login.properties());
        config.addDataSourceProperty("ApplicationName", APPLICATION_NAME);
        // Of texts of a declared type the driver need not ask the server for theirs; once it has, it would send a
        // statement and
        // the setting of its tenant one by one.
        config.addDataSourceProperty("stringtype", "varchar");
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        // The statements' plans do not depend on their values; planning them anew costs more than running them.
        config.addDataSourceProperty("options", "-c plan_cache_mode=force_generic_plan -c jit=off");
        // The login may find the tables in a schema of its own name, which the role would not look into.
        config.setSchema(schema);
        config.setConnectionInitSql("SET ROLE " + role);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections / 2));
        config.setConnectionTimeout(settings.number("chartwire.database.timeout"));
        return new HikariDataSource(config);
    }

    /** The schema of the tables, once it is sure that they are not of a later release and that no role passes row-level security by. */
    private static String schemaOfBoundRoles(Login login) {
        try (Connection connection = DriverManager.getConnection(login.url(), login.properties());
                PreparedStatement statement = connection.prepareStatement(
                        """
                        SELECT current_schema(), string_agg(rolname, ', ') FILTER (WHERE rolsuper OR rolbypassrls)
                        FROM pg_roles WHERE rolname IN (?, ?)""")) {
            refuseLaterRelease(connection);
            ServerLog.check(connection);
            statement.setString(1, HUB_ROLE);
            statement.setString(2, TAIL_ROLE);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getString(2) != null) {
                    throw new IllegalStateException("Row-level security does not bind " + row.getString(2)
                            + "; take SUPERUSER and BYPASSRLS from the role");
                }
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database's roles could not be read", e);
        }
    }

    private static void migrate(Login login, Settings settings) {
        List<String> locations = new ArrayList<>(List.of("classpath:db/migration"));
        if (settings.enabled("chartwire.demo")) {
            locations.add("classpath:db/demo");
        }
        Flyway flyway = migrations(login, locations).load();
        try {
            flyway.migrate();
        } catch (FlywayMigrateException e) {
            throw new IllegalArgumentException("The database refuses the migration "
                    + e.getMigration().getScript() + ", line " + e.getLineNumber() + ": " + sentence(deepest(e)));
        } catch (FlywayValidateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void refuseLaterRelease(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet applied = statement.executeQuery("SELECT script FROM flyway_schema_history"
                        + " WHERE success AND split_part(version, '.', 1)::int < " + FIRST_OF_A_CLINIC)) {
            while (applied.next()) {
                if (Database.class.getResource("/db/migration/" + applied.getString(1)) == null) {
                    throw new IllegalArgumentException(
                            "The database was used by a later release of Chartwire: it has the migration "
                                    + applied.getString(1));
                }
            }
        }
    }

    private static BrokenMigrationException edited(Flyway flyway, Path migrations, FlywayValidateException thrown) {
        ValidateOutput first = flyway.validateWithResult().invalidMigrations.get(0);
        String file = first.filepath.isEmpty()
                ? ""
                : migrations.relativize(Path.of(first.filepath)).toString();
        String sentence = first.errorDetails.errorCode == CoreErrorCode.CHECKSUM_MISMATCH
                ? "This migration was applied with another text: put that back, and write the change as the next one"
                : first.errorDetails.errorMessage.lines().findFirst().orElse("");
        return new BrokenMigrationException(file, 0, sentence, thrown);
    }

    private static FluentConfiguration migrations(Login login, List<String> locations) {
        return Flyway.configure()
                .dataSource(login.source())
                .locations(locations.toArray(String[]::new))
                // A clinic's own migrations have higher numbers than those that a later release of the hub brings.
                .outOfOrder(true)
                // Those of the other and those that were rolled back, be they older or newer than the ones here.
                .ignoreMigrationPatterns("*:missing", "*:future");
    }

    /** What the server says, with its hint, but for a value that it refuses, which it would quote. */
    private static String sentence(Throwable failure) {
        ServerErrorMessage said = failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        if (said == null) {
            return failure.getMessage();
        }
        if (said.getSQLState().startsWith(DATA_EXCEPTION)) {
            return "PostgreSQL refuses a value that is in a table or in the migration (SQL state " + said.getSQLState()
                    + ")";
        }
        return said.getHint() == null ? failure.getMessage() : failure.getMessage() + ". " + said.getHint();
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
