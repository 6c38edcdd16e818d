package io.chartwire.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many connected sockets that count, and time, the events with a number that reach them.
 *
 * <p>They speak just enough of RFC 6455 to listen, so that the servers are measured and not their client.
 */
final class Crowd {
    /** What stands before an event's number, eight digits, in its frame. */
    static final String MARK = "\"payer\":\"n";

    static final int DIGITS = 8;
    private static final byte[] MARK_BYTES = MARK.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] READY = "\"event\":\"ready\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CONNECT_SECONDS = 120;
    private static final int AT_ONCE = 50;

    private final Vertx vertx;
    private final CrowdPlan plan;
    private final AtomicInteger next = new AtomicInteger();
    private String deployment;
    private volatile Arrivals arrivals = (number, nanos) -> {};
    private volatile String sample = "";

    /** Told of each numbered event at each socket, on the sockets' event loops. */
    interface Arrivals {
        void arrived(int number, long nanos);
    }

    /** @param tokens used in turn; empty for a server that wants none */
    record CrowdPlan(String name, int port, String path, List<String> tokens, int sockets) {}

    private Crowd(Vertx vertx, CrowdPlan plan) {
        this.vertx = vertx;
        this.plan = plan;
    }

    /** Connects the sockets; returns when the server has greeted each of them with {@code ready}. */
    static Crowd gather(Vertx vertx, CrowdPlan plan) throws Exception {
        Crowd crowd = new Crowd(vertx, plan);
        int loops = Runtime.getRuntime().availableProcessors();
        try {
            crowd.deployment = vertx.deployVerticle(crowd::part, new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not all of " + plan.sockets() + " sockets are ready", e);
        }
        return crowd;
    }

    int size() {
        return plan.sockets();
    }

    /** The last numbered frame that one of the sockets received. */
    String sample() {
        return sample;
    }

    void listen(Arrivals listener) {
        arrivals = listener;
    }

    void disperse() {
        vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().join();
    }

    private AbstractVerticle part() {
        return new AbstractVerticle() {
            @Override
            public void start(Promise<Void> started) {
                NetClient client = getVertx()
                        .createNetClient(
                                new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(60_000));
                List<Future<?>> chains = new ArrayList<>();
                for (int index = 0; index < AT_ONCE; index++) {
                    chains.add(connectNext(client));
                }
                Future.all(chains).<Void>mapEmpty().onComplete(started);
            }
        };
    }

    private Future<?> connectNext(NetClient client) {
        int index = next.getAndIncrement();
        if (index >= plan.sockets()) {
            return Future.succeededFuture();
        }
        return client.connect(plan.port(), BareServer.HOST)
                .compose(socket -> new Listener(socket, index).open())
                .compose(ready -> connectNext(client));
    }

    /** One socket. */
    private final class Listener {
        private final NetSocket socket;
        private final int index;
        private final Promise<Void> ready = Promise.promise();
        private final Frames frames;
        private Buffer head = Buffer.buffer();
        private long now;

        Listener(NetSocket socket, int index) {
            this.socket = socket;
            this.frames = new Frames(this::receive, socket::write);
            this.index = index;
        }

        Future<Void> open() {
            socket.handler(this::receive);
            socket.closeHandler(closed -> ready.tryFail("the server closed a socket"));
            String token = plan.tokens().isEmpty()
                    ? ""
                    : "Authorization: Bearer "
                            + plan.tokens().get(index % plan.tokens().size()) + "\r\n";
            socket.write("GET " + plan.path() + " HTTP/1.1\r\nHost: " + BareServer.HOST
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + token + "\r\n");
            return ready.future();
        }

        private void receive(Buffer chunk) {
            now = System.nanoTime();
            if (head == null) {
                frames.receive(chunk);
                return;
            }
            head.appendBuffer(chunk);
            Frames.Frame received = new Frames.Frame(head.getBytes(), 0, head.length());
            int end = received.find(HEAD_END);
            if (end < 0) {
                return;
            }
            if (!received.text().startsWith("HTTP/1.1 101")) {
                ready.tryFail(received.text());
                return;
            }
            Buffer rest = head.getBuffer(end + HEAD_END.length, head.length());
            head = null;
            frames.receive(rest);
        }

        private void receive(Frames.Frame frame) {
            int mark = frame.find(MARK_BYTES);
            if (mark >= 0) {
                int number = 0;
                for (int at = mark + MARK_BYTES.length; at < mark + MARK_BYTES.length + DIGITS; at++) {
                    number = number * 10 + frame.bytes()[at] - '0';
                }
                if (index == 0) {
                    sample = frame.text();
                }
                arrivals.arrived(number, now);
            } else if (!ready.future().isComplete() && frame.find(READY) >= 0) {
                ready.tryComplete();
            }
        }
    }
}
