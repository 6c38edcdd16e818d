package io.chartwire.socket;

import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What comes from one client: its frames, one at a time, in order and at a bounded pace, and the signs that it is there.
 *
 * <p>While a frame is being answered, or a client says more in a second than it may, the connection is not read: the rest
 * waits in the client's own buffers and costs the hub nothing.
 */
final class ClientLine {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ServerWebSocket connection;
    private final EventLoop loop;
    private final SocketLimits limits;
    private boolean reading = true;
    private long heardNanos = System.nanoTime();
    private long pingedNanos = heardNanos;
    private boolean doubted;
    private long doubtedNanos;
    private long secondBegan;
    private int framesInSecond;

    ClientLine(ServerWebSocket connection, EventLoop loop, SocketLimits limits) {
        this.connection = connection;
        this.loop = loop;
        this.limits = limits;
    }

    /** Begins to read; after each frame nothing more is read until {@link #readOn}. */
    void listen(Consumer<ClientFrame> heard) {
        connection.pongHandler(pong -> alive());
        connection.textMessageHandler(text -> {
            stop();
            heard.accept(ClientFrame.parse(text));
        });
        connection.binaryMessageHandler(bytes -> {
            stop();
            heard.accept(ClientFrame.refused("A frame is text"));
        });
        connection.resume();
    }

    /** Reads the next frame, at once or when the client may say more. */
    void readOn() {
        alive();
        long now = System.nanoTime();
        if (now - secondBegan >= SECOND) {
            secondBegan = now;
            framesInSecond = 0;
        }
        if (++framesInSecond < limits.framesPerSecond()) {
            resume();
        } else {
            loop.schedule(this::resume, SECOND - (now - secondBegan), TimeUnit.NANOSECONDS);
        }
    }

    /** The client gave a sign: a frame, a pong, or that it took what was sent. */
    void alive() {
        heardNanos = System.nanoTime();
        doubted = false;
    }

    /**
     * Whether the client gave no sign for longer than it may, nor for a while after that was seen: where the hub itself stood
     * still, what clients sent meanwhile is yet to be read.
     */
    boolean silent() {
        long now = System.nanoTime();
        if (!reading || now - heardNanos <= limits.silence().toNanos()) {
            return false;
        }
        if (!doubted) {
            doubted = true;
            doubtedNanos = now;
        }
        return now - doubtedNanos >= limits.ping().toNanos();
    }

    /** Asks a quiet client whether it is there. */
    void ping() {
        long now = System.nanoTime();
        if (now - Math.max(heardNanos, pingedNanos) >= limits.ping().toNanos()) {
            pingedNanos = now;
            connection.writePing(Buffer.buffer());
        }
    }

    private void stop() {
        reading = false;
        connection.pause();
    }

    private void resume() {
        reading = true;
        alive();
        connection.resume();
    }
}
