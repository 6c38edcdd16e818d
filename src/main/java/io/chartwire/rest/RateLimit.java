package io.chartwire.rest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many requests a second for each of many callers, and as many at once after a quiet second (a token bucket, kept as the time
 * until which the bucket is empty).
 */
final class RateLimit {
    private static final int REMEMBERED = 10_000;

    private final long nanosEach;
    private final LongSupplier clock;
    private final Map<String, AtomicLong> emptyUntil = new ConcurrentHashMap<>();

    /** @param perSecond 0 for no limit */
    RateLimit(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RateLimit(int perSecond, LongSupplier clock) {
        this.nanosEach = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.clock = clock;
    }

    /** Takes one request of a caller's; false when it has none left, which lasts a second at most. */
    boolean take(String caller) {
        if (nanosEach == 0) {
            return true;
        }
        long now = clock.getAsLong();
        if (emptyUntil.size() > REMEMBERED) {
            emptyUntil.values().removeIf(it -> it.get() <= now);
        }
        AtomicLong bucket = emptyUntil.computeIfAbsent(caller, it -> new AtomicLong(now));
        while (true) {
            long before = bucket.get();
            long after = Math.max(before, now) + nanosEach;
            if (after - now > TimeUnit.SECONDS.toNanos(1)) {
                return false;
            }
            if (bucket.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** How many callers it counts for. */
    int remembered() {
        return emptyUntil.size();
    }
}
