package io.chartwire.change;

import io.chartwire.socket.Emission;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was made of the newest changes, so that the clients which come back after a short while, often all at once, cost the
 * database and the routes nothing but the list of what they missed.
 *
 * <p>Bounded in characters; the oldest changes are given up first. A change that is not here is read and routed again.
 */
final class RecentEmissions {
    /** What an emission weighs beside its frames. */
    private static final int OVERHEAD = 256;

    private final long limit;
    private final ConcurrentSkipListMap<Long, Emission> bySeq = new ConcurrentSkipListMap<>();
    private final AtomicLong weight = new AtomicLong();

    /** @param limit in characters of frames */
    RecentEmissions(long limit) {
        this.limit = limit;
    }

    /** Keeps what the routes made; not what they failed on, which they may make whole when they are mended. */
    void keep(EventRoutes.Outcome outcome) {
        if (outcome.failure() == null) {
            keep(outcome.emission());
        }
    }

    private void keep(Emission emission) {
        Emission before = bySeq.put(emission.position(), emission);
        weight.addAndGet(weightOf(emission) - (before == null ? 0 : weightOf(before)));
        while (weight.get() > limit) {
            Map.Entry<Long, Emission> oldest = bySeq.pollFirstEntry();
            if (oldest == null) {
                return;
            }
            weight.addAndGet(-weightOf(oldest.getValue()));
        }
    }

    Optional<Emission> of(long seq) {
        return Optional.ofNullable(bySeq.get(seq));
    }

    /** Forgets all: the routes have changed. */
    void clear() {
        while (!bySeq.isEmpty()) {
            Map.Entry<Long, Emission> first = bySeq.pollFirstEntry();
            if (first != null) {
                weight.addAndGet(-weightOf(first.getValue()));
            }
        }
    }

    private static long weightOf(Emission emission) {
        return emission.characters() + OVERHEAD;
    }
}
