package io.chartwire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes of large messages that may be in memory at a time, from the first that is kept to the answer: when labs send many at
 * once, the later ones wait on their connections instead of ending the memory for all.
 *
 * <p>First come, first served. The oldest holder alone may go beyond the budget, so that holders which all wait for more
 * never wait for one another.
 */
public final class ByteBudget {
    private final long limit;
    /** Oldest first. */
    private final Set<Claim> holders = new LinkedHashSet<>();

    private final Deque<Claim> waiting = new ArrayDeque<>();
    private long held;

    /** @param limit in bytes; a message over it is taken alone */
    public ByteBudget(long limit) {
        this.limit = limit;
    }

    /** A claim of one message, of no bytes yet. */
    public Claim claim() {
        return new Claim();
    }

    /** The bytes that are held now. */
    public synchronized long held() {
        return held;
    }

    /** How many messages wait for bytes. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** What one message holds. Any thread may release it; one at a time lets it grow. */
    public final class Claim {
        private long bytes;
        private long wanted;
        private Runnable granted;
        private boolean released;

        private Claim() {}

        /**
         * Asks for so many bytes in all.
         *
         * @param later called once when there are as many, by the thread that released them, unless they are given at once
         * @return whether they are given at once
         */
        public boolean grow(long total, Runnable later) {
            synchronized (ByteBudget.this) {
                wanted = total;
                if (mayGrow(this) && (bytes > 0 || waiting.isEmpty())) {
                    give(this);
                    return true;
                }
                granted = later;
                if (bytes > 0) {
                    waiting.addFirst(this);
                } else {
                    waiting.addLast(this);
                }
                return false;
            }
        }

        /** Gives all back; what it waited for it does not get any more. */
        public void release() {
            List<Runnable> next;
            synchronized (ByteBudget.this) {
                if (released) {
                    return;
                }
                released = true;
                held -= bytes;
                holders.remove(this);
                waiting.remove(this);
                next = admit();
            }
            next.forEach(Runnable::run);
        }
    }

    private boolean mayGrow(Claim claim) {
        return holders.isEmpty() || holders.iterator().next() == claim || held - claim.bytes + claim.wanted <= limit;
    }

    private void give(Claim claim) {
        held += claim.wanted - claim.bytes;
        claim.bytes = claim.wanted;
        holders.add(claim);
    }

    /** Those that need not wait any more: the oldest holder, wherever it stands, and then as many as there is room for. */
    private List<Runnable> admit() {
        List<Runnable> admitted = new ArrayList<>();
        Claim next = next();
        while (next != null && mayGrow(next)) {
            waiting.remove(next);
            give(next);
            admitted.add(next.granted);
            next = next();
        }
        return admitted;
    }

    private Claim next() {
        Claim oldest = holders.isEmpty() ? null : holders.iterator().next();
        return oldest != null && waiting.contains(oldest) ? oldest : waiting.peekFirst();
    }
}
