package io.chartwire.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chartwire.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The pool of connections to the hub's PostgreSQL, migrated to the newest schema. */
public final class Database implements AutoCloseable {
    /** The change log's trigger notifies the hubs of every writer but those of this name, which wake their own tail. */
    private static final String APPLICATION_NAME = "chartwire";

    private final HikariDataSource pool;
    private final String url;
    private final Properties login;

    private Database(HikariDataSource pool, String url, Properties login) {
        this.pool = pool;
        this.url = url;
        this.login = login;
    }

    /** Migrates the database at {@code url} and opens the pool. */
    public static Database open(String url, Settings settings) {
        Properties login = new Properties();
        login.setProperty("user", settings.text("chartwire.database.user"));
        settings.optional("chartwire.database.password").ifPresent(it -> login.setProperty("password", it));
        migrate(url, login, settings);

        HikariConfig config = new HikariConfig();
        config.setPoolName(APPLICATION_NAME);
        config.setJdbcUrl(url);
        config.setDataSourceProperties(login);
        config.addDataSourceProperty("ApplicationName", APPLICATION_NAME);
        // A null and a text then have the same type, so a statement is prepared once.
        config.addDataSourceProperty("stringtype", "unspecified");
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        // The statements' plans do not depend on their values; planning them anew costs more than running them.
        config.addDataSourceProperty("options", "-c plan_cache_mode=force_generic_plan -c jit=off");
        int connections = settings.number("chartwire.database.connections");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(4, connections));
        config.setConnectionTimeout(settings.number("chartwire.database.timeout"));
        return new Database(new HikariDataSource(config), url, login);
    }

    public DataSource pool() {
        return pool;
    }

    /** A connection outside the pool, for a listener that keeps it. */
    public Connection dedicated() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(login);
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public void close() {
        pool.close();
    }

    private static void migrate(String url, Properties login, Settings settings) {
        List<String> locations = new ArrayList<>(List.of("classpath:db/migration"));
        Path ownTables = settings.routes().resolve("migration");
        if (Files.isDirectory(ownTables)) {
            locations.add("filesystem:" + ownTables);
        }
        if (settings.enabled("chartwire.demo")) {
            locations.add("classpath:db/demo");
        }
        Flyway.configure()
                .dataSource(url, login.getProperty("user"), login.getProperty("password"))
                .locations(locations.toArray(String[]::new))
                .ignoreMigrationPatterns("*:missing")
                .load()
                .migrate();
    }
}
