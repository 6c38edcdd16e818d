package io.chartwire.bench;

import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** One of the hub's statements, run with nothing around it. */
final class BareStatement {
    private final DataSource pool;
    private final Statement statement;

    BareStatement(DataSource pool, SqlFiles files, String name) {
        this.pool = pool;
        this.statement = Statement.parse(files.text(name)).ofTenant();
    }

    /** The first value of the first row. */
    String run(Map<String, String> values) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return run(connection, values);
        }
    }

    String run(Connection connection, Map<String, String> values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
            int index = 1;
            for (String parameter : statement.parameters()) {
                prepared.setString(index++, values.get(parameter));
            }
            Statement.execute(prepared, statement.jdbc());
            try (ResultSet rows = prepared.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
