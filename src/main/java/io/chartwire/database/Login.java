package io.chartwire.database;

import io.chartwire.Settings;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The address of a database, and who logs in to it.
 *
 * @param password where the server asks for one, and the address does not hold it
 */
public record Login(String url, String user, Optional<String> password) {
    /** The login that the settings name, to a server of the clinic's own. */
    public static Login of(String url, Settings settings) {
        return new Login(
                url, settings.text("chartwire.database.user"), settings.optional("chartwire.database.password"));
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        password.ifPresent(it -> properties.setProperty("password", it));
        // The details of an error quote the row.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    /** A source of connections without a pool. */
    DataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        try {
            Properties properties = properties();
            for (String name : properties.stringPropertyNames()) {
                source.setProperty(name, properties.getProperty(name));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return source;
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
