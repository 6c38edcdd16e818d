package io.chartwire.retention;

import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs statements of which each is a transaction that waits for a lock no longer than a writer behind it may be made to wait;
 * one that does not get its lock is tried again, some times.
 */
final class Steps {
    private static final int LOCK_MILLIS = 50;
    private static final int TRIES = 20;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;
    private final SqlFiles files;

    Steps(Connection connection, SqlFiles files) throws SQLException {
        this.connection = connection;
        this.files = files;
        try (java.sql.Statement session = connection.createStatement()) {
            session.execute("SET lock_timeout = " + LOCK_MILLIS);
        }
    }

    /** The statement's one value; nothing when it is null. */
    Optional<String> text(String name, Map<String, ?> values) throws SQLException {
        Statement statement = Statement.parse(files.text(name));
        for (int left = TRIES; ; left--) {
            try {
                return run(statement, values);
            } catch (SQLException e) {
                if (left == 0 || !LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    throw e;
                }
            }
            pause();
        }
    }

    private Optional<String> run(Statement statement, Map<String, ?> values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
            int index = 1;
            for (String parameter : statement.parameters()) {
                prepared.setString(index++, values.get(parameter).toString());
            }
            try (ResultSet rows = prepared.executeQuery()) {
                rows.next();
                return Optional.ofNullable(rows.getString(1));
            }
        }
    }

    /** The statement's one value; 0 when it is null. */
    long number(String name, Map<String, ?> values) throws SQLException {
        return Long.parseLong(text(name, values).orElse("0"));
    }

    private static void pause() throws SQLException {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(LOCK_MILLIS, 4 * LOCK_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("the hub stops", e);
        }
    }
}
