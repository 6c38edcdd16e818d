package io.chartwire.change;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A PostgreSQL snapshot: which transactions a statement could see.
 *
 * @param xmin all below had ended
 * @param xmax none from here on had begun
 * @param running those between that had not ended
 */
record Snapshot(long xmin, long xmax, Set<Long> running) {

    /** Reads the text of {@code pg_current_snapshot()}: {@code xmin:xmax:running,…}. */
    static Snapshot parse(String text) {
        List<String> parts = Arrays.asList(text.split(":", -1));
        Set<Long> running = parts.get(2).isEmpty()
                ? Set.of()
                : Arrays.stream(parts.get(2).split(",")).map(Long::valueOf).collect(Collectors.toUnmodifiableSet());
        return new Snapshot(Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), running);
    }

    boolean sees(long transaction) {
        return transaction < xmin || transaction < xmax && !running.contains(transaction);
    }
}
