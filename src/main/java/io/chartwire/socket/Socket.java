package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import io.netty.channel.EventLoop;
import io.vertx.core.http.ServerWebSocket;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected client: its place in its tenant's feed, and the way back from the history when it has lost it. */
final class Socket {
    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    private static final int WRITE_QUEUE_BYTES = 256 * 1024;
    static final short GOING_AWAY = 1001;
    static final short TRY_AGAIN = 1013;
    static final short TOKEN_EXPIRED = 4401;
    static final short SLOW = 4008;
    /** How long a client may take nothing before it is sent away to come back with its token. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ServerWebSocket connection;
    private final EventLoop loop;
    private final Subscription subscription;
    private final TenantFeed feed;
    private final SocketHub hub;

    // Below: touched on the event loop only.
    private final Map<String, Boolean> wanted = new HashMap<>(4);
    private Audiences wantedBy;
    private boolean phi;
    private long place;
    private String token;
    private EventHistory.Round caughtUp;
    private boolean sentFromLog;
    private boolean catchingUp;
    private boolean ready;
    private String idlePosition;
    private long lastFrameNanos = System.nanoTime();
    private long lastRoomNanos = System.nanoTime();

    Socket(ServerWebSocket connection, EventLoop loop, Subscription subscription, TenantFeed feed, SocketHub hub) {
        this.connection = connection;
        this.loop = loop;
        this.subscription = subscription;
        this.feed = feed;
        this.hub = hub;
        this.place = feed.end();
        this.token = subscription.since();
        connection.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        // A client that is gone without a close is usual; camel-vertx-websocket would log it with a stack trace.
        connection.exceptionHandler(failure -> LOG.debug("A socket broke: {}", failure.toString()));
    }

    /** Starts the delivery: from the history when the client has a token, else with what is committed from now on. */
    void start(String position) {
        connection.drainHandler(drained -> pump());
        if (token == null) {
            token = position;
            startNow();
        } else {
            catchUp();
        }
    }

    private void startNow() {
        catchingUp = true;
        hub.inBackground(() -> {
            EventHistory.Round before = committedBefore();
            loop.execute(() -> {
                caughtUp = before;
                catchingUp = false;
                pump();
            });
        });
    }

    private EventHistory.Round committedBefore() {
        try {
            return hub.history().now(subscription.identity().tenant());
        } catch (Exception e) {
            // The client then gets what the tail has still to deliver as well, which does no harm.
            LOG.debug("The log could not be read for a new socket", e);
            return null;
        }
    }

    /** Sends what the feed holds for this socket, as long as the connection takes it. */
    void pump() {
        if (catchingUp || connection.isClosed()) {
            return;
        }
        // Read before the feed's end: all that this position covers is in the feed by then.
        String position = hub.position();
        long end = feed.end();
        while (place < end) {
            if (connection.writeQueueFull()) {
                return;
            }
            Emission emission = feed.at(place);
            if (emission == null) {
                catchUp();
                return;
            }
            place++;
            boolean known = caughtUp != null && caughtUp.holds(emission);
            if (!known) {
                send(emission);
            }
            // What was sent from the log must not take the token back to where it stands in the feed.
            if (!known || !sentFromLog) {
                token = emission.token();
            }
        }
        if (!ready) {
            ready = true;
            write(Frames.ready(position));
        }
        idlePosition = position;
    }

    /** Called on the hub's beat: keeps an idle connection alive, and ends one whose token has ended. */
    void beat(long idleNanos) {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.writeQueueFull()) {
            lastRoomNanos = System.nanoTime();
        }
        if (subscription.identity().expires().isBefore(Instant.now())) {
            close(TOKEN_EXPIRED, "token expired");
        } else if (System.nanoTime() - lastRoomNanos > STUCK_NANOS) {
            close(SLOW, "too slow, come back with the last token");
        } else if (ready
                && !catchingUp
                && System.nanoTime() - lastFrameNanos >= idleNanos
                && !connection.writeQueueFull()) {
            pump();
            if (place == feed.end() && idlePosition != null) {
                write(Frames.heartbeat(idlePosition));
            }
        }
    }

    void close(short code, String reason) {
        connection.close(code, reason);
    }

    private void send(Emission emission) {
        for (Event event : emission.events()) {
            if (wants(event)) {
                write(phi ? event.frame().text() : event.frame().open(event.resource(), wantedBy));
            }
        }
    }

    /** Remembers the answer for each event's name until the table of audiences is another: this is asked for every frame. */
    private boolean wants(Event event) {
        Audiences current = hub.audiences();
        if (current != wantedBy) {
            wanted.clear();
            wantedBy = current;
            phi = current.seesPhi(subscription.identity());
        }
        return wanted.computeIfAbsent(event.name(), name -> subscription.wants(event, current));
    }

    private void write(String frame) {
        lastFrameNanos = System.nanoTime();
        connection.writeTextMessage(frame);
    }

    private void catchUp() {
        catchingUp = true;
        String since = token;
        // The feed from here on holds all that the round, opened later, does not.
        place = feed.end();
        hub.inBackground(() -> {
            try {
                EventHistory.Round round = hub.history()
                        .since(subscription.identity().tenant(), since)
                        .orElse(null);
                loop.execute(() -> {
                    if (round == null) {
                        reset();
                    } else {
                        follow(round);
                    }
                });
            } catch (Exception e) {
                failed(e);
            }
        });
    }

    private void follow(EventHistory.Round round) {
        hub.inBackground(() -> {
            try {
                var page = round.next();
                loop.execute(() -> {
                    if (connection.isClosed()) {
                        return;
                    }
                    page.forEach(this::send);
                    if (page.isEmpty()) {
                        token = round.token();
                        caughtUp = round;
                        sentFromLog = true;
                        catchingUp = false;
                        pump();
                    } else if (connection.writeQueueFull()) {
                        connection.drainHandler(drained -> {
                            connection.drainHandler(again -> pump());
                            follow(round);
                        });
                    } else {
                        follow(round);
                    }
                });
            } catch (Exception e) {
                failed(e);
            }
        });
    }

    private void reset() {
        String position = hub.position();
        place = feed.end();
        token = position;
        catchingUp = false;
        ready = true;
        write(Frames.reset(position));
        pump();
    }

    private void failed(Exception failure) {
        LOG.warn("A socket could not catch up ({}); it is closed so that it comes back", failure.toString());
        loop.execute(() -> close(TRY_AGAIN, "the log is away, come back with the last token"));
    }
}
