package io.chartwire.delivery;

import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the delivery log has come, and for which tenants it has something to do; on a connection of its own. One thread calls it. */
final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final int VALID_SECONDS = 5;

    private final Database database;
    private final String read;
    private final String record;
    private final String due;
    private Connection connection;
    private long recorded;

    Progress(Database database, SqlFiles files) {
        this.database = database;
        this.read = Statement.parse(files.text("deliveries/read-progress")).jdbc();
        this.record = Statement.parse(files.text("deliveries/record-progress")).jdbc();
        this.due = Statement.parse(files.text("deliveries/read-due-tenants")).jdbc();
    }

    /** The change up to which everything is kept. */
    long read() throws SQLException {
        recorded = Long.parseLong(column(read).get(0));
        return recorded;
    }

    /** Keeps that everything is kept up to a change. */
    void record(long complete) throws SQLException {
        if (complete <= recorded) {
            return;
        }
        column(record, Long.toString(complete), Long.toString(complete));
        recorded = complete;
    }

    /** The tenants with critical events that nobody has confirmed in time. */
    List<String> tenantsDue() throws SQLException {
        return column(due);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("The connection was gone", e);
        }
        connection = null;
    }

    private List<String> column(String statement, String... values) throws SQLException {
        if (connection == null || !connection.isValid(VALID_SECONDS)) {
            close();
            connection = database.dedicated();
        }
        List<String> column = new ArrayList<>();
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int index = 0; index < values.length; index++) {
                prepared.setString(index + 1, values[index]);
            }
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    column.add(rows.getString(1));
                }
            }
        }
        return column;
    }
}
