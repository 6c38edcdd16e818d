package io.chartwire.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Runs the statements of {@link SqlFiles} for Java code. */
public final class Queries {
    private final Connections connections;
    private final SqlFiles files;
    /** By text, so that a changed file is a new statement. */
    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    private final Map<String, Statement> statementsOfTenants = new ConcurrentHashMap<>();

    /** @param connections where a connection for one statement comes from */
    public Queries(Connections connections, SqlFiles files) {
        this.connections = connections;
        this.files = files;
    }

    /** Gives a connection, which is closed after its statement. */
    public interface Connections {
        Connection open() throws SQLException;
    }

    /** Reads the rows of a statement while its connection is open. */
    public interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /**
     * Runs one statement on the rows of {@code tenant}.
     *
     * @param values the values of its other parameters; what is not there is null
     */
    public <T> T of(String tenant, String name, Map<String, ?> values, Reader<T> reader) throws SQLException {
        return run(
                statementsOfTenants.computeIfAbsent(
                        files.text(name), text -> Statement.parse(text).ofTenant()),
                parameter -> parameter.equals("tenant") ? tenant : values.get(parameter),
                reader);
    }

    /** Runs one statement on all rows that the connection's role may see. */
    public <T> T run(String name, Map<String, ?> values, Reader<T> reader) throws SQLException {
        return run(statements.computeIfAbsent(files.text(name), Statement::parse), values::get, reader);
    }

    private <T> T run(Statement statement, Function<String, ?> values, Reader<T> reader) throws SQLException {
        try (Connection connection = connections.open();
                PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
            int index = 1;
            for (String parameter : statement.parameters()) {
                Object value = values.apply(parameter);
                prepared.setString(index++, value == null ? null : value.toString());
            }
            Statement.execute(prepared, statement.jdbc());
            try (ResultSet rows = prepared.getResultSet()) {
                return reader.read(rows);
            }
        }
    }
}
