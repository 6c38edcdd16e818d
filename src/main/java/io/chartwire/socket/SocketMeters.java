package io.chartwire.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers of the sockets, {@code chartwire.socket.*}; tags are endpoints and codes, never tenants or people. */
final class SocketMeters {
    private static final int LAST_OF_PROTOCOL = 1015;

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Counter events;
    private final Counter characters;
    private final Counter catchUps;

    SocketMeters(MeterRegistry registry) {
        this.registry = registry;
        this.events = Counter.builder("chartwire.socket.events")
                .description("Event frames written to sockets")
                .register(registry);
        this.characters = Counter.builder("chartwire.socket.characters")
                .description("Characters of all frames written to sockets")
                .register(registry);
        this.catchUps = Counter.builder("chartwire.socket.catchups")
                .description("Sockets that were fed from the log")
                .register(registry);
    }

    /** @param resource of the endpoint; a path that was upgraded is one of the routes' */
    void opened(String resource) {
        open(resource).incrementAndGet();
    }

    /** @param code what ended the socket; a client's own codes are counted as one */
    void closed(String resource, int code) {
        open(resource).decrementAndGet();
        registry.counter("chartwire.socket.closed", "code", isKnown(code) ? Integer.toString(code) : "other")
                .increment();
    }

    private AtomicInteger open(String resource) {
        return open.computeIfAbsent(resource == null ? "all" : resource, endpoint -> {
            AtomicInteger count = new AtomicInteger();
            Gauge.builder("chartwire.socket.open", count, AtomicInteger::get)
                    .description("Open sockets")
                    .tag("endpoint", endpoint)
                    .register(registry);
            return count;
        });
    }

    void wrote(int frames, long size) {
        events.increment(frames);
        characters.increment(size);
    }

    void caughtUp() {
        catchUps.increment();
    }

    /** @param kind ack, token or refused */
    void heard(String kind) {
        registry.counter("chartwire.socket.heard", "kind", kind).increment();
    }

    private static boolean isKnown(int code) {
        return code >= 1000 && code <= LAST_OF_PROTOCOL
                || Arrays.stream(CloseCode.values()).anyMatch(known -> known.code() == code);
    }
}
