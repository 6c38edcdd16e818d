package io.chartwire.change;

import io.chartwire.socket.Emission;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

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
    private final IntSupplier generation;
    private int kept;

    /**
     * @param limit in characters of frames
     * @param generation of the routes; what others made is forgotten
     */
    RecentEmissions(long limit, IntSupplier generation) {
        this.limit = limit;
        this.generation = generation;
    }

    /** Keeps what the routes made; not what they failed on, which they may make whole when they are mended. */
    void keep(EventRoutes.Outcome outcome) {
        forgetOthers();
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
        forgetOthers();
        return Optional.ofNullable(bySeq.get(seq));
    }

    private synchronized void forgetOthers() {
        int now = generation.getAsInt();
        if (now == kept) {
            return;
        }
        kept = now;
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
