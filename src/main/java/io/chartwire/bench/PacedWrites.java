package io.chartwire.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Changes claims over REST at a steady rate, whatever the answers take, and notes when each step of each was seen. */
final class PacedWrites {
    private static final int PATIENCE_SECONDS = 30;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Plan plan;
    private final Crowd crowd;
    private final int base;
    private final Times times;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();

    /** A plan for the load generator; the crowd's sockets see the tenant of the token. */
    record Plan(String crowd, int port, String token, int connections, int rate, int millis) {}

    /**
     * By write: its number, and when it was due, answered and received, in microseconds since 1970; 0 for never.
     *
     * @param errors answers that were no 2xx
     * @param repeated events that came again
     */
    record Times(
            int first, long[] due, long[] answered, long[] received, AtomicInteger errors, AtomicInteger repeated) {}

    PacedWrites(Plan plan, Crowd crowd) {
        this.plan = plan;
        this.crowd = crowd;
        int count = plan.rate() * plan.millis() / 1000;
        this.base = NUMBERS.getAndAdd(count);
        this.times = new Times(
                base, new long[count], new long[count], new long[count], new AtomicInteger(), new AtomicInteger());
    }

    Times run(Vertx vertx) throws InterruptedException {
        long epochMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        long clockNanos = System.nanoTime();
        crowd.listen((number, nanos) -> {
            if (number >= base && number < base + times.received().length) {
                if (times.received()[number - base] != 0) {
                    times.repeated().incrementAndGet();
                    return;
                }
                times.received()[number - base] = epochMicros + (nanos - clockNanos) / 1000;
                arrived.incrementAndGet();
            }
        });
        BlockingQueue<Connection> idle = connect(vertx.createNetClient());
        long start = System.nanoTime();
        for (int index = 0; index < times.due().length; index++) {
            long due = start + index * 1_000_000_000L / plan.rate();
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            times.due()[index] = epochMicros + (due - clockNanos) / 1000;
            Connection connection = idle.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (connection == null) {
                throw new IllegalStateException("no answer in " + PATIENCE_SECONDS + " s");
            }
            connection.send(index, epochMicros, clockNanos);
        }
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while ((answered.get() < times.due().length || arrived.get() < times.due().length)
                && System.nanoTime() < limit) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        idle.forEach(connection -> connection.socket.close());
        return times;
    }

    private BlockingQueue<Connection> connect(NetClient client) {
        BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(plan.connections());
        for (int index = 0; index < plan.connections(); index++) {
            idle.add(new Connection(
                    client.connect(plan.port(), BareServer.HOST)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join(),
                    idle));
        }
        return idle;
    }

    /** A keep-alive connection with at most one request under way. */
    private final class Connection {
        private final NetSocket socket;
        private final BlockingQueue<Connection> idle;

        Connection(NetSocket socket, BlockingQueue<Connection> idle) {
            this.socket = socket;
            this.idle = idle;
        }

        void send(int index, long epochMicros, long clockNanos) {
            String body = String.format(Locale.ROOT, "{\"payer\":\"n%08d\"}", base + index);
            Buffer received = Buffer.buffer();
            socket.handler(chunk -> {
                received.appendBuffer(chunk);
                if (Framing.HTTP.end(received) != Framing.NOT_YET) {
                    times.answered()[index] = epochMicros + (System.nanoTime() - clockNanos) / 1000;
                    if (!Framing.HTTP.accepted(received)) {
                        times.errors().incrementAndGet();
                    }
                    answered.incrementAndGet();
                    idle.add(this);
                }
            });
            String claim = "01980000-0000-7000-8000-" + String.format(Locale.ROOT, "%012d", index % Trigger.MOST);
            socket.write("PUT /api/claims/" + claim + " HTTP/1.1\r\nHost: " + BareServer.HOST
                    + "\r\nAuthorization: Bearer " + plan.token()
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
        }
    }
}
