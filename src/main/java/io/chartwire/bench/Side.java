package io.chartwire.bench;

/** One of the things compared. */
record Side(String name, Turn turn) {

    /** Runs the side for some time and says how it did. */
    interface Turn {
        Measurement run(int millis) throws Exception;
    }
}
