package io.chartwire.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chartwire.Settings;
import java.nio.file.Files;
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
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
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
    /** The class of SQL states whose messages quote the value. */
    private static final String DATA_EXCEPTION = "22";
    /** For the tail, the deliveries to other systems, and what measures and tries again. */
    private static final int TAIL_CONNECTIONS = 4;

    private final Login login;
    private final HikariDataSource pool;
    private final HikariDataSource tailPool;

    private Database(Login login, Settings settings, String schema) {
        this.login = login;
        int connections = settings.number("chartwire.database.connections");
        this.pool = open(HUB_ROLE, connections, schema, settings);
        this.tailPool = open(TAIL_ROLE, TAIL_CONNECTIONS, schema, settings);
    }

    /**
     * Migrates the database and opens the pools.
     *
     * @throws IllegalArgumentException when the database refuses a migration
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
        return DriverManager.getConnection(login.url(), properties);
    }

    /**
     * Applies the migrations of a folder that the database has not seen yet.
     *
     * @throws BrokenMigrationException when the database refuses one; those before it are applied
     */
    public void extend(Path migrations) throws BrokenMigrationException {
        try {
            // A new table that refers to one in use waits for a moment without writes, and must not make writes wait
            // for long.
            migrations(login, List.of("filesystem:" + migrations))
                    .initSql("SET lock_timeout = '5s'")
                    .load()
                    .migrate();
        } catch (FlywayMigrateException e) {
            throw new BrokenMigrationException(
                    e.getMigration().getScript(), e.getLineNumber(), sentence(deepest(e)), e);
        } catch (FlywayException e) {
            throw new BrokenMigrationException(
                    "", 0, e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    @Override
    public void close() {
        tailPool.close();
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

    /** The schema of the tables, once it is sure that no role of the pools passes row-level security by. */
    private static String schemaOfBoundRoles(Login login) {
        try (Connection connection = DriverManager.getConnection(login.url(), login.properties());
                PreparedStatement statement = connection.prepareStatement(
                        """
                        SELECT current_schema(), string_agg(rolname, ', ') FILTER (WHERE rolsuper OR rolbypassrls)
                        FROM pg_roles WHERE rolname IN (?, ?)""")) {
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
        Path ownTables = settings.routes().resolve("migration");
        if (Files.isDirectory(ownTables)) {
            locations.add("filesystem:" + ownTables);
        }
        if (settings.enabled("chartwire.demo")) {
            locations.add("classpath:db/demo");
        }
        try {
            migrations(login, locations).load().migrate();
        } catch (FlywayMigrateException e) {
            throw new IllegalArgumentException("The database refuses the migration "
                    + e.getMigration().getScript() + ", line " + e.getLineNumber() + ": " + sentence(deepest(e)));
        }
    }

    private static FluentConfiguration migrations(Login login, List<String> locations) {
        return Flyway.configure()
                .dataSource(login.source())
                .locations(locations.toArray(String[]::new))
                // A clinic's own migrations have higher numbers than those that a later release of the hub brings.
                .outOfOrder(true)
                .ignoreMigrationPatterns("*:missing");
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
