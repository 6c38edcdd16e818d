package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import io.netty.channel.EventLoop;
import io.vertx.core.http.ServerWebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** All connected sockets, by tenant and event loop, and the feeds that they read. */
public final class SocketHub implements AutoCloseable {
    private static final int CATCH_UPS_AT_ONCE = 4;

    private final EventHistory history;
    private final Supplier<Audiences> audiences;
    private final ExecutorService background =
            Executors.newFixedThreadPool(CATCH_UPS_AT_ONCE, named("socket-catch-up"));
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(named("socket-beat"));
    private final Map<TenantId, Room> rooms = new ConcurrentHashMap<>();
    private volatile String position;

    /** A tenant's feed and its sockets. */
    private record Room(TenantFeed feed, Map<EventLoop, Set<Socket>> sockets) {
        Room() {
            this(new TenantFeed(), new ConcurrentHashMap<>());
        }
    }

    public SocketHub(EventHistory history, Supplier<Audiences> audiences, String position, int heartbeatSeconds) {
        this.history = history;
        this.audiences = audiences;
        this.position = position;
        long idleNanos = TimeUnit.SECONDS.toNanos(heartbeatSeconds);
        beats.scheduleAtFixedRate(() -> beat(idleNanos), 1, 1, TimeUnit.SECONDS);
    }

    /** The token before which all is in the feeds. */
    public String position() {
        return position;
    }

    /** Whether the identity may see anything of what the endpoint at a path gives; one that is not there may be asked for. */
    public boolean mayOpen(Identity identity, String path) {
        String resource = Subscription.resource(path);
        Audiences table = audiences.get();
        return resource == null || !table.knows(resource) || table.maySee(identity, resource);
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
        touched.values().forEach(room -> room.sockets()
                .forEach((loop, sockets) -> loop.execute(() -> sockets.forEach(Socket::pump))));
    }

    /** Takes a socket in that was just opened; the rest happens on its event loop. */
    public void join(ServerWebSocket connection, EventLoop loop, Identity identity) {
        Subscription subscription = Subscription.of(identity, connection.path(), connection.query());
        Room room;
        Socket socket;
        String joinedAt;
        synchronized (this) {
            room = rooms.computeIfAbsent(identity.tenant(), tenant -> new Room());
            socket = new Socket(connection, loop, subscription, room.feed(), this);
            joinedAt = position;
        }
        loop.execute(() -> {
            if (connection.isClosed()) {
                return;
            }
            Set<Socket> sockets = room.sockets().computeIfAbsent(loop, it -> ConcurrentHashMap.newKeySet());
            sockets.add(socket);
            connection.endHandler(ended -> sockets.remove(socket));
            socket.start(joinedAt);
        });
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
        each(socket -> socket.close(Socket.GOING_AWAY, "the hub is going away"));
        background.shutdownNow();
    }

    private void beat(long idleNanos) {
        each(socket -> socket.beat(idleNanos));
    }

    private void each(java.util.function.Consumer<Socket> action) {
        rooms.values().forEach(room -> room.sockets()
                .forEach((loop, sockets) -> loop.execute(() -> sockets.forEach(action))));
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
