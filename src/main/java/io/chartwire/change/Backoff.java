package io.chartwire.change;

/** How long a change waits until it is tried again, as intervals of PostgreSQL. */
final class Backoff {
    static final String FIRST = "1 second";
    static final String AFTER_ITS_PREDECESSOR = "infinity";
    private static final int LONGEST_SECONDS = 60;

    private Backoff() {}

    /** After so many attempts: twice as long each time. */
    static String after(int attempts) {
        return Math.min(1L << Math.min(attempts, 30), LONGEST_SECONDS) + " seconds";
    }
}
