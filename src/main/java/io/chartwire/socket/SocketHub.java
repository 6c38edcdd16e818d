package io.chartwire.socket;

import io.chartwire.LoggedFailure;
import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.identity.InvalidTokenException;
import io.chartwire.identity.TenantId;
import io.chartwire.identity.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connected sockets, by tenant and event loop, and the feeds that they read. */
public final class SocketHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketHub.class);
    private static final int CATCH_UPS_AT_ONCE = 4;

    private final EventHistory history;
    private final Confirmations confirmations;
    private final TokenVerifier tokens;
    private final Supplier<Audiences> audiences;
    private final SocketLimits limits;
    private final SocketMeters meters;
    private final SocketAudit audit;
    private final ExecutorService background =
            Executors.newFixedThreadPool(CATCH_UPS_AT_ONCE, named("socket-catch-up"));
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(named("socket-beat"));
    private final Map<TenantId, Room> rooms = new ConcurrentHashMap<>();
    private volatile String position;

    /** @param position the token before which all is delivered */
    public SocketHub(
            EventHistory history,
            Confirmations confirmations,
            TokenVerifier tokens,
            Supplier<Audiences> audiences,
            SocketLimits limits,
            MeterRegistry registry,
            SocketAudit audit,
            String position) {
        this.history = history;
        this.confirmations = confirmations;
        this.tokens = tokens;
        this.audiences = audiences;
        this.limits = limits;
        this.meters = new SocketMeters(registry);
        this.audit = audit;
        this.position = position;
        beats.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    /** The token before which all is in the feeds. */
    public String position() {
        return position;
    }

    /** Whether the identity may see anything of what the endpoint at a path gives. */
    public boolean mayOpen(Identity identity, String path) {
        String resource = Subscription.resource(path);
        return resource == null || audiences.get().maySee(identity, resource);
    }

    /** Whether one socket more of this person would be one too many. */
    public boolean isFull(Identity identity) {
        Room room = rooms.get(identity.tenant());
        return room != null && room.isFull(identity.subject(), limits);
    }

    /** How many sockets, here and now, are entitled to an event and asked for it. */
    public int entitled(Event event) {
        Room room = rooms.get(event.tenant());
        return room == null ? 0 : room.entitled(event, audiences.get());
    }

    /**
     * Hands emissions to the feeds, in order, and wakes the sockets of their tenants. One thread calls it.
     *
     * @param newPosition the token before which all is delivered with these
     */
    public void publish(Map<TenantId, List<Emission>> emissions, String newPosition) {
        Map<TenantId, Room> touched = new HashMap<>();
        // A socket that joins meanwhile sees either all of these in its feed or the position after them.
        synchronized (this) {
            emissions.forEach((tenant, list) -> {
                Room room = rooms.get(tenant);
                if (room != null) {
                    list.forEach(room.feed()::append);
                    touched.put(tenant, room);
                }
            });
            position = newPosition;
        }
        touched.values().forEach(room -> each(room, Socket::pump));
    }

    /** Takes a socket in that was just opened and is not read yet; the rest happens on its event loop. */
    public void join(ServerWebSocket connection, EventLoop loop, Identity identity) {
        Subscription subscription = Subscription.of(identity, connection.path(), connection.query());
        Room room;
        Socket socket;
        String joinedAt;
        synchronized (this) {
            if (isFull(identity)) {
                // Others were opened between its handshake and now.
                connection.close(CloseCode.TOO_MANY.code(), CloseCode.TOO_MANY.reason());
                return;
            }
            room = rooms.computeIfAbsent(identity.tenant(), tenant -> new Room());
            socket = new Socket(connection, loop, subscription, room.feed(), this);
            room.enter(loop, socket);
            joinedAt = position;
        }
        meters.opened(subscription.resource());
        loop.execute(() -> {
            if (connection.isClosed()) {
                leave(room, loop, socket);
            } else {
                connection.closeHandler(closed -> leave(room, loop, socket));
                socket.start(joinedAt);
            }
        });
    }

    private void leave(Room room, EventLoop loop, Socket socket) {
        meters.closed(socket.subscription().resource(), socket.closeCode());
        synchronized (this) {
            if (room.leave(loop, socket)) {
                rooms.remove(socket.subscription().identity().tenant(), room);
            }
        }
    }

    /** What a socket of the tenant is entitled to has changed. */
    void changed(TenantId tenant) {
        Room room = rooms.get(tenant);
        if (room != null) {
            room.changed();
        }
    }

    Identity verify(String token) throws InvalidTokenException {
        return tokens.verify(token);
    }

    Confirmations confirmations() {
        return confirmations;
    }

    SocketLimits limits() {
        return limits;
    }

    SocketAudit audit() {
        return audit;
    }

    SocketMeters meters() {
        return meters;
    }

    Audiences audiences() {
        return audiences.get();
    }

    EventHistory history() {
        return history;
    }

    void inBackground(Runnable work) {
        try {
            background.execute(work);
        } catch (RejectedExecutionException e) {
            // The hub is closing, and with it every socket.
        }
    }

    /** Tells every client to come back later, with its last token. */
    @Override
    public void close() {
        beats.shutdownNow();
        each(socket -> socket.close(CloseCode.GOING_AWAY));
        background.shutdownNow();
    }

    private void beat() {
        try {
            each(Socket::beat);
        } catch (Throwable e) {
            LOG.warn("The sockets missed a beat: {}", LoggedFailure.of(e));
        }
    }

    private void each(Consumer<Socket> action) {
        rooms.values().forEach(room -> each(room, action));
    }

    private static void each(Room room, Consumer<Socket> action) {
        room.sockets()
                .forEach((loop, sockets) ->
                        loop.execute(() -> sockets.forEach(socket -> socket.attempt(() -> action.accept(socket)))));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
