package io.chartwire.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A plan for the load generator: come back with a resume token, and time the way to {@code ready}. */
record CatchUp(int port, String token, String since) {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTROL = "{\"event\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_SECONDS = 60;

    /**
     * What came.
     *
     * @param events frames before {@code end}
     * @param first milliseconds from the handshake to the first of them
     * @param millis milliseconds from the handshake to {@code end}
     * @param end the control frame that ended it: {@code ready} or {@code reset}
     */
    record Result(int events, double first, double millis, String end) {}

    Result run(Vertx vertx) throws Exception {
        NetSocket socket = vertx.createNetClient()
                .connect(port, BareServer.HOST)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        CompletableFuture<Result> done = new CompletableFuture<>();
        socket.handler(new Reader(done, socket)::receive);
        socket.write("GET /ws?since=" + since + " HTTP/1.1\r\nHost: " + BareServer.HOST
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n");
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            socket.close();
        }
    }

    private static final class Reader {
        private final CompletableFuture<Result> done;
        private final Frames frames;
        private final long start = System.nanoTime();
        private Buffer head = Buffer.buffer();
        private int events;
        private double first;

        Reader(CompletableFuture<Result> done, NetSocket socket) {
            this.frames = new Frames(this::receive, socket::write);
            this.done = done;
        }

        void receive(Buffer chunk) {
            if (head == null) {
                frames.receive(chunk);
                return;
            }
            head.appendBuffer(chunk);
            int end = new Frames.Frame(head.getBytes(), 0, head.length()).find(HEAD_END);
            if (end >= 0) {
                Buffer rest = head.getBuffer(end + HEAD_END.length, head.length());
                head = null;
                frames.receive(rest);
            }
        }

        private void receive(Frames.Frame frame) {
            double now = (System.nanoTime() - start) / 1e6;
            if (frame.find(CONTROL) == frame.from()) {
                done.complete(new Result(events, first, now, frame.text().split("\"")[3]));
            } else if (events++ == 0) {
                first = now;
            }
        }
    }
}
