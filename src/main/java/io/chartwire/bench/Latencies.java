package io.chartwire.bench;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** Counts durations by the microsecond, up to two seconds, from any thread. */
final class Latencies {
    private static final int LIMIT_MICROS = 2_000_000;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(LIMIT_MICROS + 1);
    private final AtomicLong count = new AtomicLong();

    /** Adds a duration; what is longer than the limit counts as the limit, a negative one as none. */
    void addNanos(long nanos) {
        addMicros(nanos / 1000);
    }

    void addMicros(long micros) {
        counts.incrementAndGet((int) Math.max(0, Math.min(LIMIT_MICROS, micros)));
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    /** The smallest duration, in milliseconds, that this share (0 to 1) of all do not exceed. */
    double millisAt(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int micros = 0; micros <= LIMIT_MICROS; micros++) {
            seen += counts.get(micros);
            if (seen >= wanted) {
                return micros / 1000.0;
            }
        }
        return LIMIT_MICROS / 1000.0;
    }
}
