package io.chartwire.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A system beside the hub that takes what is posted to it, or for a while does not. */
public final class OtherSystem implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final HttpServer server;
    private final List<Posted> taken = new CopyOnWriteArrayList<>();
    private final List<Posted> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicReference<Hold> held = new AtomicReference<>();

    /** One request. */
    public record Posted(String key, String body) {}

    private OtherSystem(HttpServer server) {
        this.server = server;
    }

    public static OtherSystem start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OtherSystem system = new OtherSystem(server);
            server.createContext("/", system::handle);
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
            return system;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/denials";
    }

    /** Answers 503 to the next requests, and quotes them. */
    public void refuse(int requests) {
        refusals.set(requests);
    }

    /** Leaves requests without an answer until it is closed. */
    public Hold hold() {
        Hold hold = new Hold();
        held.set(hold);
        return hold;
    }

    /** A while in which no request is answered. */
    public final class Hold implements AutoCloseable {
        private final CountDownLatch came = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        /** Waits for a request that is left without an answer. */
        public void awaitRequest() throws InterruptedException {
            if (!came.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no request came");
            }
        }

        @Override
        public void close() {
            held.set(null);
            ended.countDown();
        }

        private void keep() {
            came.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was answered 200. */
    public List<Posted> taken() {
        return List.copyOf(taken);
    }

    public List<Posted> refused() {
        return List.copyOf(refused);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Posted posted = new Posted(
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Hold hold = held.get();
        if (hold != null) {
            hold.keep();
        }
        boolean refuses = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        (refuses ? refused : taken).add(posted);
        if (refuses) {
            byte[] quoted = posted.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, quoted.length);
            exchange.getResponseBody().write(quoted);
        } else {
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
