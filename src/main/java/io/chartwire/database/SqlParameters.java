package io.chartwire.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.JdbcPrepareStatementStrategy;

/**
 * Binds the named parameters of camel-jdbc's statements to exchange variables, and to nothing else.
 *
 * <p>Headers come from clients; a variable is set by the verified token or by a route. So a client cannot name a tenant.
 * Every statement is bound to the rows of the variable {@code tenant}, whether its text says so or not.
 */
public final class SqlParameters implements JdbcPrepareStatementStrategy {
    private final Map<String, Statement> statements = new ConcurrentHashMap<>();

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) {
        return statement(query).jdbc();
    }

    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value) {
        return statement(query).parameters().stream()
                .map(name -> exchange.getVariable(name))
                .iterator();
    }

    @Override
    public void populateStatement(PreparedStatement ps, Iterator<?> values, int expectedParams) throws SQLException {
        for (int index = 1; index <= expectedParams; index++) {
            Object value = values.next();
            ps.setString(index, value == null ? null : value.toString());
        }
    }

    private Statement statement(String query) {
        return statements.computeIfAbsent(query, text -> Statement.parse(text).ofTenant());
    }
}
