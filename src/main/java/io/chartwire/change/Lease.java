package io.chartwire.change;

import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The right of one hub among all to deliver for a subscription, and the place up to which it has.
 *
 * <p>It is an advisory lock of a session, and the place is written by the same session: who has lost the lock with its connection
 * cannot move the place any more.
 */
final class Lease implements AutoCloseable {
    /** How long the server may take for a statement, before it counts as gone and the lease with it. */
    private static final int ANSWER_MILLIS = 30_000;

    private final Connection session;
    private final SqlFiles files;
    private final String name;

    private Lease(Connection session, SqlFiles files, String name) {
        this.session = session;
        this.files = files;
        this.name = name;
    }

    /** Takes the lease; empty when another hub has it. */
    static Optional<Lease> take(Database database, SqlFiles files, String name) throws SQLException {
        Connection session = database.dedicated();
        try {
            session.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            Lease lease = new Lease(session, files, name);
            boolean taken = lease.query(
                            "subscriptions/take-subscription", List.of(name), rows -> rows.getBoolean("taken"))
                    .orElse(false);
            if (taken) {
                return Optional.of(lease);
            }
            session.close();
            return Optional.empty();
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /** Where the subscription stands, which has begun. */
    Position position() throws SQLException {
        return query("subscriptions/read-position", List.of(name), rows -> rows.getString("position"))
                .flatMap(Position::parse)
                .orElseThrow();
    }

    void save(Position position) throws SQLException {
        query("subscriptions/save-position", List.of(name, position.token()), rows -> null);
    }

    /**
     * Whether the tail could not make one of these events of the change, or held it back: it then brings the change again. A replay
     * that is for other events is left too, for these were delivered before.
     */
    boolean leftToTail(Change change, Set<String> events) throws SQLException {
        return query(
                        "subscriptions/read-tail-failure",
                        List.of(
                                Boolean.toString(change.isReplay()),
                                String.join(",", events),
                                change.tenant().value(),
                                Long.toString(change.original())),
                        rows -> rows.getBoolean("left"))
                .orElse(false);
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> query(String statement, List<String> values, Reader<T> reader) throws SQLException {
        try (PreparedStatement prepared =
                session.prepareStatement(Statement.parse(files.text(statement)).jdbc())) {
            for (int index = 0; index < values.size(); index++) {
                prepared.setString(index + 1, values.get(index));
            }
            try (ResultSet rows = prepared.executeQuery()) {
                return rows.next() ? Optional.ofNullable(reader.read(rows)) : Optional.empty();
            }
        }
    }
}
