package io.chartwire.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a query gives a test that looks at the tables itself. */
final class Rows {
    private Rows() {}

    interface Opening {
        Connection open() throws SQLException;
    }

    /** The first column, on a connection that is closed after it. */
    static List<String> of(Opening connections, String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
