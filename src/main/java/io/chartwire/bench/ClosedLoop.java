package io.chartwire.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Carries out {@link Exchanges}; an answer counts when it comes before the end. */
final class ClosedLoop {
    private static final int PATIENCE_SECONDS = 30;
    private static final Map<Integer, AtomicLong> NUMBERS = new ConcurrentHashMap<>();

    private final Exchanges plan;
    private final Framing framing;
    private final Latencies latencies = new Latencies();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private final CountDownLatch running;
    private final AtomicLong numbers;
    private final long end;

    ClosedLoop(Exchanges plan) {
        this.plan = plan;
        this.framing = Framing.valueOf(plan.protocol().toUpperCase(Locale.ROOT));
        this.numbers = NUMBERS.computeIfAbsent(plan.port(), port -> new AtomicLong());
        this.running = new CountDownLatch(plan.requests().size());
        this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(plan.millis());
    }

    Measurement run(Vertx vertx) throws InterruptedException {
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        for (List<String> requests : plan.requests()) {
            client.connect(plan.port(), "127.0.0.1")
                    .onSuccess(socket -> new Conversation(socket, requests).begin())
                    .onFailure(failure -> {
                        failed(failure.toString());
                        running.countDown();
                    });
        }
        if (!running.await(plan.millis() + PATIENCE_SECONDS * 1000L, TimeUnit.MILLISECONDS)) {
            failed("no answer in " + PATIENCE_SECONDS + " s");
        }
        client.close();
        Measurement measured = Measurement.of(latencies, plan.millis() / 1000.0);
        return new Measurement(
                measured.count(), measured.seconds(), measured.p50(), measured.p99(), errors.get(), firstError.get());
    }

    private void failed(String error) {
        errors.incrementAndGet();
        firstError.compareAndSet("", error);
    }

    /** One connection; touched on its event loop only. */
    private final class Conversation {
        private final NetSocket socket;
        private final List<String> requests;
        private Buffer received = Buffer.buffer();
        private int turn;
        private long sent;
        private boolean over;

        Conversation(NetSocket socket, List<String> requests) {
            this.socket = socket;
            this.requests = requests;
        }

        void begin() {
            socket.handler(this::receive);
            socket.closeHandler(closed -> {
                if (!over) {
                    failed("the connection was closed");
                    finish();
                }
            });
            send();
        }

        private void send() {
            String request = requests.get(turn++ % requests.size());
            if (request.contains(Exchanges.NUMBER)) {
                request = request.replace(
                        Exchanges.NUMBER, String.format(Locale.ROOT, "%08d", numbers.incrementAndGet()));
            }
            sent = System.nanoTime();
            socket.write(Buffer.buffer(request));
        }

        private void receive(Buffer chunk) {
            received.appendBuffer(chunk);
            int length = framing.end(received);
            if (length == Framing.NOT_YET) {
                return;
            }
            long now = System.nanoTime();
            if (!framing.accepted(received)) {
                failed(received.toString());
            } else if (now < end) {
                latencies.addNanos(now - sent);
            }
            received = received.getBuffer(length, received.length());
            if (now < end) {
                send();
            } else {
                finish();
            }
        }

        private void finish() {
            over = true;
            socket.close();
            running.countDown();
        }
    }
}
