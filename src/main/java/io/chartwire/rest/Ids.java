package io.chartwire.rest;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes UUIDs of version 7 (RFC 9562): in the order of their creation, also within one millisecond. */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTER_LIMIT = 0x1000;

    private static long lastMillis;
    private static int counter;

    private Ids() {}

    /** The next id of this process. */
    static synchronized UUID next() {
        long now = System.currentTimeMillis();
        if (now > lastMillis) {
            lastMillis = now;
            counter = RANDOM.nextInt(COUNTER_LIMIT / 2);
        } else if (++counter == COUNTER_LIMIT) {
            lastMillis++;
            counter = 0;
        }
        long high = lastMillis << 16 | 0x7000L | counter;
        long low = RANDOM.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
