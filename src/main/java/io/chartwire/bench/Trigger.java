package io.chartwire.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Makes a server send numbered events to its crowd. */
interface Trigger extends AutoCloseable {
    /** How many events one volley has at most. */
    int MOST = 500;

    /** Fires events {@code first}, {@code first + 1} and so on; returns when they are committed, or asked for. */
    void fire(int first, int count) throws Exception;

    @Override
    void close() throws SQLException;

    /** One transaction, from a connection that is not the hub's, that changes as many claims of the tenant {@code crowd}. */
    static Trigger sql(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        PreparedStatement update = connection.prepareStatement(
                """
                UPDATE claims SET payer = 'n' || lpad((? + total_charges)::text, 8, '0')
                WHERE tenant_id = 'crowd' AND total_charges < ?""");
        PreparedStatement one = connection.prepareStatement(
                """
                UPDATE claims SET payer = 'n' || lpad(?::text, 8, '0') WHERE tenant_id = 'crowd' AND claim_number = ?""");
        return new Trigger() {
            @Override
            public void fire(int first, int count) throws SQLException {
                if (count == 1) {
                    one.setInt(1, first);
                    one.setString(2, "CROWD-" + first % MOST);
                    one.executeUpdate();
                } else {
                    update.setInt(1, first);
                    update.setInt(2, count);
                    update.executeUpdate();
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    /** A line to the bare server. */
    static Trigger line(Vertx vertx, int port) {
        NetSocket socket = vertx.createNetClient()
                .connect(port, BareServer.HOST)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new Trigger() {
            @Override
            public void fire(int first, int count) {
                socket.write(Buffer.buffer().appendInt(first).appendInt(count));
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    /** The claims that {@link #sql} changes. */
    static String claims() {
        return """
                INSERT INTO tenants (id, name) VALUES ('crowd', 'Crowd') ON CONFLICT DO NOTHING;
                INSERT INTO patients (tenant_id, id, mrn, first_name, last_name)
                VALUES ('crowd', '01980000-0000-7000-8000-000000000000', 'C1', 'John', 'Doe');
                INSERT INTO claims (tenant_id, id, claim_number, patient_id, status, total_charges)
                SELECT 'crowd', ('01980000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'CROWD-' || n,
                       '01980000-0000-7000-8000-000000000000', 'draft', n
                FROM generate_series(0, %d) AS n;
                """
                .formatted(MOST - 1);
    }
}
