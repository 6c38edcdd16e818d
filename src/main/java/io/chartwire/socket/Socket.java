package io.chartwire.socket;

import io.chartwire.LoggedFailure;
import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.identity.InvalidTokenException;
import io.chartwire.identity.KeysUnavailableException;
import io.netty.channel.EventLoop;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected client: its place in its tenant's feed, and the way back from the history when it has lost it. */
final class Socket {
    private static final Logger LOG = LoggerFactory.getLogger(Socket.class);
    private static final int WRITE_QUEUE_BYTES = 256 * 1024;
    /** Stands for a connection that broke without a close frame (RFC 6455, section 7.4.1). */
    private static final int ABNORMAL = 1006;
    /** What the audit log is told, in the terms of HTTP. */
    private static final int OK = 200;

    private static final int REFUSED = 401;
    private static final int NOT_ENTITLED = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_NOW = 503;

    private final ServerWebSocket connection;
    private final EventLoop loop;
    private final ClientLine client;
    private final TenantFeed feed;
    private final SocketHub hub;

    /** Written on the event loop only. */
    private volatile Subscription subscription;

    // Below: touched on the event loop only.
    private final Map<String, Boolean> wanted = new HashMap<>(4);
    private Audiences wantedBy;
    private boolean phi;
    private long place;
    private String token;
    private EventHistory.Round caughtUp;
    private boolean sentFromLog;
    /** From the beginning: what is published before the start must not move the place that the client named. */
    private boolean catchingUp = true;

    private boolean ready;
    /** What goes on when the connection takes more again. */
    private Step onRoom = this::pump;

    private String idlePosition;
    private long lastFrameNanos = System.nanoTime();
    private long lastRoomNanos = System.nanoTime();
    private CloseCode closing;

    Socket(ServerWebSocket connection, EventLoop loop, Subscription subscription, TenantFeed feed, SocketHub hub) {
        this.connection = connection;
        this.loop = loop;
        this.subscription = subscription;
        this.feed = feed;
        this.hub = hub;
        this.client = new ClientLine(connection, loop, hub.limits());
        this.place = feed.end();
        this.token = subscription.since();
        connection.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        connection.exceptionHandler(this::broke);
    }

    private void broke(Throwable failure) {
        if (failure instanceof IllegalStateException) {
            // How Vert.x says that a message of several frames is larger than it may be.
            close(CloseCode.TOO_LARGE);
        } else {
            // A client that is gone without a close is usual; camel-vertx-websocket would log it with a stack trace.
            LOG.debug("A socket broke: {}", failure.toString());
        }
    }

    /** Starts the delivery: from the history when the client has a token, else with what is committed from now on. */
    void start(String position) {
        connection.drainHandler(drained -> drained());
        client.listen(this::hear);
        if (token == null) {
            token = position;
            startNow();
        } else {
            catchUp();
        }
    }

    private void drained() {
        lastRoomNanos = System.nanoTime();
        client.alive();
        Step next = onRoom;
        onRoom = this::pump;
        onLoop(next);
    }

    private void startNow() {
        inBackground(() -> {
            EventHistory.Round before = committedBefore();
            onLoop(() -> {
                caughtUp = before;
                catchingUp = false;
                pump();
            });
        });
    }

    private EventHistory.Round committedBefore() {
        try {
            return hub.history().now(subscription.identity().tenant());
        } catch (Throwable e) {
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

    /** Called on the hub's beat: keeps an idle connection alive, and ends one that is dead or whose token has ended. */
    void beat() {
        if (connection.isClosed()) {
            return;
        }
        boolean full = connection.writeQueueFull();
        if (!full) {
            lastRoomNanos = System.nanoTime();
        }
        if (subscription.identity().expires().isBefore(Instant.now())) {
            close(CloseCode.TOKEN_EXPIRED);
        } else if (full && since(lastRoomNanos, hub.limits().stuck())) {
            close(CloseCode.SLOW);
        } else if (!full && client.silent()) {
            close(CloseCode.SILENT);
        } else if (!full) {
            client.ping();
            heartbeat();
        }
    }

    private void heartbeat() {
        if (ready && !catchingUp && since(lastFrameNanos, hub.limits().heartbeat())) {
            pump();
            if (place == feed.end() && idlePosition != null) {
                write(Frames.heartbeat(idlePosition));
            }
        }
    }

    private static boolean since(long nanos, Duration limit) {
        return System.nanoTime() - nanos >= limit.toNanos();
    }

    void close(CloseCode code) {
        if (closing == null && !connection.isClosed()) {
            closing = code;
            connection.close(code.code(), code.reason());
        }
    }

    /** What ended the connection, as it was told first. */
    int closeCode() {
        if (closing != null) {
            return closing.code();
        }
        Short told = connection.closeStatusCode();
        return told == null ? ABNORMAL : told;
    }

    Subscription subscription() {
        return subscription;
    }

    private void hear(ClientFrame frame) {
        if (frame.problem() != null) {
            hub.meters().heard("refused");
            answer(Frames.error("bad_frame", frame.problem()));
        } else if (frame.token() != null) {
            hub.meters().heard("token");
            renew(frame.token());
        } else {
            hub.meters().heard("ack");
            confirm(frame.acks());
        }
    }

    private void answer(String frame) {
        if (!connection.isClosed()) {
            write(frame);
            client.readOn();
        }
    }

    private void confirm(List<String> ids) {
        Identity person = subscription.identity();
        inBackground(() -> {
            String frame = confirmed(person, ids);
            onLoop(() -> answer(frame));
        });
    }

    private String confirmed(Identity person, List<String> ids) {
        try {
            List<String> unknown = hub.confirmations().confirm(person, ids, remote());
            enter(person, "sockets-confirm", String.join(" ", ids), unknown.isEmpty() ? OK : NOT_FOUND);
            return unknown.isEmpty() ? Frames.confirmed(ids) : Frames.unknown(unknown);
        } catch (Exception e) {
            enter(person, "sockets-confirm", String.join(" ", ids), NOT_NOW);
            LOG.warn("A confirmation could not be kept ({}); the client is told to say it again", LoggedFailure.of(e));
            return Frames.error("unavailable", "The confirmation could not be kept now; say it again");
        }
    }

    private void renew(String fresh) {
        inBackground(() -> {
            try {
                Identity identity = hub.verify(fresh);
                onLoop(() -> renewedBy(identity));
            } catch (KeysUnavailableException e) {
                enterRenewal(NOT_NOW);
                onLoop(() -> answer(Frames.error("unavailable", e.getMessage())));
            } catch (InvalidTokenException e) {
                enterRenewal(REFUSED);
                onLoop(() -> answer(Frames.error("token_refused", e.getMessage())));
            }
        });
    }

    /** Goes on as the same person, with what the roles of the fresh token are entitled to. */
    private void renewedBy(Identity fresh) {
        Identity before = subscription.identity();
        if (!fresh.subject().equals(before.subject())
                || !fresh.tenant().equals(before.tenant())
                || !hub.mayOpen(fresh, connection.path())) {
            enterRenewal(NOT_ENTITLED);
            close(CloseCode.NOT_ENTITLED);
            return;
        }
        subscription = subscription.renewedBy(fresh);
        wantedBy = null;
        hub.changed(before.tenant());
        enterRenewal(OK);
        answer(Frames.renewed(fresh.expires()));
    }

    private void enterRenewal(int outcome) {
        enter(subscription.identity(), "sockets-renew", null, outcome);
    }

    private void enter(Identity person, String action, String objectId, int outcome) {
        hub.audit().enter(person, action, objectId, outcome, remote());
    }

    private String remote() {
        return connection.remoteAddress().hostAddress();
    }

    private void send(Emission emission) {
        int frames = 0;
        long size = 0;
        for (Event event : emission.events()) {
            if (wants(event)) {
                String frame = phi ? event.frame().text() : event.frame().open(event.resource(), wantedBy);
                write(frame);
                frames++;
                size += frame.length();
            }
        }
        if (frames > 0) {
            hub.meters().wrote(frames, size);
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
        return event.audience().isEmpty()
                ? wanted.computeIfAbsent(event.name(), name -> subscription.wants(event, current))
                : subscription.wants(event, current);
    }

    private void write(String frame) {
        lastFrameNanos = System.nanoTime();
        connection.writeTextMessage(frame);
    }

    private void catchUp() {
        catchingUp = true;
        hub.meters().caughtUp();
        String since = token;
        // The feed from here on holds all that the round, opened later, does not.
        place = feed.end();
        inBackground(() -> {
            EventHistory.Round round =
                    hub.history().since(subscription.identity().tenant(), since).orElse(null);
            onLoop(() -> {
                if (round == null) {
                    reset();
                } else {
                    follow(round);
                }
            });
        });
    }

    private void follow(EventHistory.Round round) {
        inBackground(() -> {
            List<Emission> page = round.next();
            onLoop(() -> {
                if (page.isEmpty()) {
                    caughtUp(round);
                } else {
                    sendPage(page.iterator(), round);
                }
            });
        });
    }

    /** Sends as much of a page as the connection takes, the rest when it has room again, and then the next page. */
    private void sendPage(Iterator<Emission> page, EventHistory.Round round) {
        while (page.hasNext() && !connection.isClosed()) {
            if (connection.writeQueueFull()) {
                onRoom = () -> sendPage(page, round);
                return;
            }
            send(page.next());
        }
        if (!connection.isClosed()) {
            follow(round);
        }
    }

    private void caughtUp(EventHistory.Round round) {
        token = round.token();
        caughtUp = round;
        sentFromLog = true;
        catchingUp = false;
        pump();
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

    /** A step of a socket. */
    interface Step {
        void run() throws Exception;
    }

    private void inBackground(Step step) {
        hub.inBackground(() -> attempt(step));
    }

    private void onLoop(Step step) {
        loop.execute(() -> attempt(step));
    }

    /** A socket that fails is closed, for its client may wait for it; the others of its event loop go on. */
    void attempt(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.warn("A socket could not go on ({}); it is closed so that it comes back", LoggedFailure.of(e));
            loop.execute(() -> close(CloseCode.TRY_AGAIN));
        }
    }
}
