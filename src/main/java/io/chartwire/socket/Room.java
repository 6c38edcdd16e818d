package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A tenant's feed and its sockets. Those who enter and leave hold the hub's lock. */
final class Room {
    private final TenantFeed feed = new TenantFeed();
    private final Map<EventLoop, Set<Socket>> sockets = new ConcurrentHashMap<>();
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();
    private volatile int members;
    private volatile Counts counts = new Counts(null, Map.of());

    /** How many sockets are entitled to an event, by its name, as long as nothing about that changes. */
    private record Counts(Audiences by, Map<String, Integer> entitled) {}

    TenantFeed feed() {
        return feed;
    }

    Map<EventLoop, Set<Socket>> sockets() {
        return sockets;
    }

    void enter(EventLoop loop, Socket socket) {
        sockets.computeIfAbsent(loop, it -> ConcurrentHashMap.newKeySet()).add(socket);
        byUser.merge(user(socket), 1, Integer::sum);
        members++;
        changed();
    }

    /** Returns whether it was the last. */
    boolean leave(EventLoop loop, Socket socket) {
        sockets.get(loop).remove(socket);
        byUser.computeIfPresent(user(socket), (user, count) -> count == 1 ? null : count - 1);
        members--;
        changed();
        return members == 0;
    }

    boolean isFull(String user, SocketLimits limits) {
        return members >= limits.perTenant() || byUser.getOrDefault(user, 0) >= limits.perUser();
    }

    /** Counts the sockets that are to hear an event; its name is asked again and again, so the answer is remembered. */
    int entitled(Event event, Audiences audiences) {
        Counts known = counts;
        Integer count = known.by() == audiences ? known.entitled().get(event.name()) : null;
        if (count != null) {
            return count;
        }
        int counted = (int) sockets.values().stream()
                .flatMap(Set::stream)
                .filter(socket -> socket.subscription().wants(event, audiences))
                .count();
        Map<String, Integer> entitled = new HashMap<>(known.by() == audiences ? known.entitled() : Map.of());
        entitled.put(event.name(), counted);
        if (counts == known) {
            counts = new Counts(audiences, Map.copyOf(entitled));
        }
        return counted;
    }

    /** Forgets what was counted. */
    void changed() {
        counts = new Counts(null, Map.of());
    }

    private static String user(Socket socket) {
        return socket.subscription().identity().subject();
    }
}
