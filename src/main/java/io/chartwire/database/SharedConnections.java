package io.chartwire.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.camel.component.jdbc.ConnectionStrategy;

/**
 * Hands camel-jdbc its connections: one from the pool for each statement, or the thread's own while a transaction is open.
 *
 * <p>The driver would ask the server for a statement's parameters each time camel-jdbc counts them, a round trip for every
 * statement; here they are counted in its text. And camel-jdbc reads one result, which is the statement's own, not that of the
 * setting sent with it ({@link Statement#ofTenant}).
 */
public final class SharedConnections implements ConnectionStrategy {
    private final ThreadLocal<Connection> open = new ThreadLocal<>();

    /** Runs {@code work} in one transaction of this thread; whatever it throws rolls the transaction back. */
    public <T> T inTransaction(DataSource pool, Callable<T> work) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            open.set(connection);
            try {
                T result = work.call();
                connection.commit();
                return result;
            } catch (Exception e) {
                connection.rollback();
                throw e;
            } finally {
                open.remove();
                connection.setAutoCommit(true);
            }
        }
    }

    /** A connection for one statement: this thread's own while a transaction is open, which closing leaves open. */
    public Connection open(DataSource pool) throws SQLException {
        Connection shared = open.get();
        return shared == null
                ? pool.getConnection()
                : proxy(
                        Connection.class,
                        (method, arguments) ->
                                method.getName().equals("close") ? null : call(shared, method, arguments));
    }

    @Override
    public Connection getConnection(DataSource pool) throws SQLException {
        Connection connection = open(pool);
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement ? prepared(statement, (String) arguments[0]) : result;
        });
    }

    @Override
    public boolean isConnectionTransactional(Connection connection, DataSource pool) {
        return false;
    }

    private static PreparedStatement prepared(PreparedStatement statement, String sql) {
        int count = (int) sql.chars().filter(character -> character == '?').count();
        ParameterMetaData parameters = proxy(ParameterMetaData.class, (method, arguments) -> {
            if (method.getName().equals("getParameterCount")) {
                return count;
            }
            throw new UnsupportedOperationException(method.getName());
        });
        return proxy(PreparedStatement.class, (method, arguments) -> switch (method.getName()) {
            case "getParameterMetaData" -> parameters;
            case "execute" -> Statement.execute(statement, sql);
            default -> call(statement, method, arguments);
        });
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                SharedConnections.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments)));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
