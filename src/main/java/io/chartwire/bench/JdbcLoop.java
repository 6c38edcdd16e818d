package io.chartwire.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/** A statement run by as many threads as there are connections, each of which keeps its own: the database's own limit. */
final class JdbcLoop {
    private final DataSource pool;
    private final BareStatement statement;
    private final int connections;
    private final BiFunction<Integer, Integer, Map<String, String>> values;

    /** @param values the parameters for a connection's nth turn */
    JdbcLoop(
            DataSource pool,
            BareStatement statement,
            int connections,
            BiFunction<Integer, Integer, Map<String, String>> values) {
        this.pool = pool;
        this.statement = statement;
        this.connections = connections;
        this.values = values;
    }

    Measurement run(int millis) throws InterruptedException {
        Latencies latencies = new Latencies();
        AtomicLong errors = new AtomicLong();
        long end = System.nanoTime() + millis * 1_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < connections; index++) {
            int connection = index;
            Thread thread = new Thread(() -> loop(connection, end, latencies, errors));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Measurement measured = Measurement.of(latencies, millis / 1000.0);
        return new Measurement(measured.count(), measured.seconds(), measured.p50(), measured.p99(), errors.get(), "");
    }

    private void loop(int index, long end, Latencies latencies, AtomicLong errors) {
        try (Connection connection = pool.getConnection()) {
            long now = System.nanoTime();
            for (int turn = 0; now < end; turn++) {
                String answer = statement.run(connection, values.apply(index, turn));
                long answered = System.nanoTime();
                if (answer == null) {
                    errors.incrementAndGet();
                } else if (answered < end) {
                    latencies.addNanos(answered - now);
                }
                now = answered;
            }
        } catch (java.sql.SQLException e) {
            errors.incrementAndGet();
        }
    }
}
