package io.chartwire.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A clinic screen: a browser's way to open a socket, and the frames that come. */
public final class SocketClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private WebSocket socket;
    private volatile boolean reading = true;

    private SocketClient() {}

    /** Opens a socket as a browser does, with the token as a sub-protocol. */
    public static SocketClient open(String url, String token) {
        SocketClient client = new SocketClient();
        client.socket = HTTP.newWebSocketBuilder()
                .subprotocols("chartwire.v1", "bearer." + token)
                .buildAsync(URI.create(url), client.new Listener())
                .join();
        return client;
    }

    /** The sub-protocol that the hub chose. */
    public String subProtocol() {
        return socket.getSubprotocol();
    }

    /** The next frame that is no heartbeat; fails when none comes in time, however many heartbeats do. */
    public JsonNode next() {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            JsonNode frame = poll(patience - System.nanoTime());
            if (frame == null) {
                throw new AssertionError("no frame came");
            }
            if (!isHeartbeat(frame)) {
                return frame;
            }
        }
    }

    /** The next frames, which must be of these events in this order. */
    public List<JsonNode> expect(String... events) {
        List<JsonNode> received = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int index = 0; index < events.length; index++) {
            JsonNode frame = next();
            received.add(frame);
            names.add(frame.path("event").asText());
        }
        if (!names.equals(Arrays.asList(events))) {
            throw new AssertionError("expected " + Arrays.asList(events) + " but got " + received);
        }
        return received;
    }

    /** The frames up to {@code ready}, which is left out. */
    public List<JsonNode> takeUntilReady() {
        List<JsonNode> received = new ArrayList<>();
        for (JsonNode frame = next(); !frame.path("event").asText().equals("ready"); frame = next()) {
            received.add(frame);
        }
        return received;
    }

    /** The next heartbeat; other frames before it are passed over. */
    public JsonNode heartbeat() {
        while (true) {
            JsonNode frame = poll(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            if (frame == null) {
                throw new AssertionError("no heartbeat came");
            }
            if (isHeartbeat(frame)) {
                return frame;
            }
        }
    }

    private static boolean isHeartbeat(JsonNode frame) {
        return "heartbeat".equals(frame.path("event").asText());
    }

    /** Reads nothing from the connection until {@link #resume}, so that it fills up. */
    public void pause() {
        reading = false;
    }

    public void resume() {
        reading = true;
        socket.request(1);
    }

    /** Frames, but for heartbeats, that have come and were not looked at. */
    public int waiting() {
        return (int) frames.stream().filter(frame -> !isHeartbeat(frame)).count();
    }

    /** The code that the hub closed the socket with. */
    public int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    public void say(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    public void close() {
        socket.abort();
    }

    private JsonNode poll(long nanos) {
        try {
            return frames.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    frames.add(Client.JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    closed.completeExceptionally(e);
                }
                text.setLength(0);
            }
            if (reading) {
                webSocket.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
