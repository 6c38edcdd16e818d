package io.chartwire.bench;

/**
 * What one turn of one side gave.
 *
 * @param count what was done: requests, messages, frames
 * @param seconds how long it took
 * @param p50 median latency in milliseconds
 * @param p99 latency in milliseconds that one in a hundred exceeds
 * @param errors how many were not answered as they should
 * @param note the first error, or what else is worth saying; may be empty
 */
record Measurement(long count, double seconds, double p50, double p99, long errors, String note) {

    static Measurement of(Latencies latencies, double seconds) {
        return new Measurement(latencies.count(), seconds, latencies.millisAt(0.5), latencies.millisAt(0.99), 0, "");
    }

    double rate() {
        return count / seconds;
    }

    Measurement noted(String text) {
        return new Measurement(count, seconds, p50, p99, errors, note.isEmpty() ? text : note + "; " + text);
    }
}
