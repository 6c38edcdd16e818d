package io.chartwire.bench;

/**
 * One of the things compared.
 *
 * @param before brings about what the turn needs; neither timed nor counted
 */
record Side(String name, Preparation before, Turn turn) {

    /** Runs the side for some time and says how it did. */
    interface Turn {
        Measurement run(int millis) throws Exception;
    }

    /** Makes ready for a turn. */
    interface Preparation {
        void run() throws Exception;
    }

    Side(String name, Turn turn) {
        this(name, () -> {}, turn);
    }
}
