package io.chartwire.rest;

import io.chartwire.identity.Allowance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** So many requests a second for each of many callers, and as many at once after a quiet second. */
final class RateLimit {
    private static final int REMEMBERED = 10_000;

    private final Allowance allowance;
    private final LongSupplier clock;
    private final Map<String, AtomicLong> emptyUntil = new ConcurrentHashMap<>();

    /** @param perSecond 0 for no limit */
    RateLimit(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RateLimit(int perSecond, LongSupplier clock) {
        this.allowance = Allowance.of(perSecond, Duration.ofSeconds(1));
        this.clock = clock;
    }

    /** Takes one request of a caller's; false when it has none left, which lasts a second at most. */
    boolean take(String caller) {
        if (allowance.isUnlimited()) {
            return true;
        }
        long now = clock.getAsLong();
        if (emptyUntil.size() > REMEMBERED) {
            emptyUntil.values().removeIf(it -> it.get() <= now);
        }
        return allowance.take(emptyUntil.computeIfAbsent(caller, it -> new AtomicLong(now)), now);
    }

    /** How many callers it counts for. */
    int remembered() {
        return emptyUntil.size();
    }
}
