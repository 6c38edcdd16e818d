package io.chartwire.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps those who do not show who they are from filling the log. In a minute so many of their attempts are entered one by one, of one
 * address a sixth of them; the others are counted, and when the minute is over entered as one.
 */
final class Strangers {
    private static final int SECONDS = 60;
    private static final int SHARE = 6;
    private static final int TOO_MANY = 429;

    private final int most;
    private final Supplier<Instant> clock;
    private final Map<String, Integer> entered = new HashMap<>();
    private int total;
    private long minute;
    private long leftOut;
    private long leftOutSince;

    /** @param most 0 for no limit */
    Strangers(int most, Supplier<Instant> clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Whether the entry is to be entered as it is; else it is counted. */
    synchronized boolean enters(Entry entry) {
        if (most == 0 || !entry.isOfStranger()) {
            return true;
        }
        begin(clock.get());
        String remote = String.valueOf(entry.remote());
        int ofThisOne = entered.getOrDefault(remote, 0);
        if (total == most || ofThisOne >= Math.max(1, most / SHARE)) {
            leftOutSince = leftOut++ == 0 ? minute : leftOutSince;
            return false;
        }
        entered.put(remote, ofThisOne + 1);
        total++;
        return true;
    }

    /** How many were left out in minutes that are over, as one entry; nothing when there were none. */
    synchronized Optional<Entry> leftOut() {
        Instant now = clock.get();
        return leftOut == 0 || minute(now) == leftOutSince ? Optional.empty() : Optional.of(counted(now));
    }

    /** How many were left out so far. */
    synchronized Optional<Entry> leftOutSoFar() {
        return leftOut == 0 ? Optional.empty() : Optional.of(counted(clock.get()));
    }

    private Entry counted(Instant now) {
        Entry entry = new Entry(
                null, now.toString(), null, "refused-attempts", "count", String.valueOf(leftOut), TOO_MANY, null);
        leftOut = 0;
        return entry;
    }

    private void begin(Instant now) {
        if (minute(now) != minute) {
            minute = minute(now);
            total = 0;
            entered.clear();
        }
    }

    private static long minute(Instant now) {
        return now.getEpochSecond() / SECONDS;
    }
}
