package io.chartwire.identity;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many in a while, and as many at once after a quiet one: a token bucket, kept as the time until which it is empty.
 *
 * @param nanosEach 0 for no limit
 */
public record Allowance(long nanosEach, long nanosAtOnce) {
    /** @param count 0 for no limit */
    public static Allowance of(int count, Duration per) {
        return new Allowance(count == 0 ? 0 : per.toNanos() / count, per.toNanos());
    }

    public boolean isUnlimited() {
        return nanosEach == 0;
    }

    /** Takes one of those that a bucket holds now; false when it has none left. */
    public boolean take(AtomicLong emptyUntil, long now) {
        while (true) {
            long before = emptyUntil.get();
            long after = Math.max(before, now) + nanosEach;
            if (after - now > nanosAtOnce) {
                return false;
            }
            if (emptyUntil.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
