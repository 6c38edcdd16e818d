package io.chartwire.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of a PostgreSQL server whose own log would quote patients' data. */
final class ServerLog {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);

    /** An error's message quotes the value that it refuses, its details the row, and statements of other programs hold values. */
    private static final String TELLING =
            """
            SELECT string_agg(name || ' = ' || setting, ', ' ORDER BY name)
            FROM pg_settings
            WHERE name = 'log_min_messages' AND setting NOT IN ('log', 'fatal', 'panic')
               OR name = 'log_error_verbosity' AND setting <> 'terse'
               OR name = 'log_min_error_statement' AND setting <> 'panic'
               OR name = 'log_statement' AND setting <> 'none'
               OR name = 'log_min_duration_statement' AND setting <> '-1'""";

    private ServerLog() {}

    static void check(Connection connection) throws SQLException {
        telling(connection)
                .ifPresent(settings -> LOG.warn(
                        "The log of the PostgreSQL server may quote patients' data ({}); docs/operations.md says what to set",
                        settings));
    }

    private static Optional<String> telling(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TELLING)) {
            row.next();
            return Optional.ofNullable(row.getString(1));
        }
    }
}
