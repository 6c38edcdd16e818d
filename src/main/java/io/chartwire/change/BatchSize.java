package io.chartwire.change;

/**
 * How many changes a follower reads at once: fewer after a failure, for several that are large may be too much for the memory,
 * and what cannot be dealt with must be found; and as many as before, step by step, when it goes well.
 */
final class BatchSize {
    private static final int STEP = 4;

    private final int most;
    private int now;
    private Throwable stuck;

    BatchSize(int most) {
        this.most = most;
        this.now = most;
    }

    int now() {
        return now;
    }

    /** Why one change, read alone, could not be dealt with; null when none was. */
    Throwable stuck() {
        return stuck;
    }

    void failed(Throwable failure) {
        if (now == 1) {
            stuck = failure;
        }
        now = Math.max(1, now / STEP);
    }

    void went() {
        stuck = null;
        now = Math.min(most, now * STEP);
    }
}
