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
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A system beside the hub that takes what is posted to it, or for a while does not. */
public final class OtherSystem implements AutoCloseable {
    private final HttpServer server;
    private final List<Posted> taken = new CopyOnWriteArrayList<>();
    private final List<Posted> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();

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

    /** Answers 503 to the next requests. */
    public void refuse(int requests) {
        refusals.set(requests);
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
        boolean refuses = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        (refuses ? refused : taken).add(posted);
        exchange.sendResponseHeaders(refuses ? 503 : 200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
