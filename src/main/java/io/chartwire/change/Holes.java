package io.chartwire.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The numbers below the head of the change log that no row was seen for: taken by a transaction that has not committed yet, or
 * lost with one that never will.
 *
 * <p>A transaction takes its id before it draws a number. But the snapshot in which a hole is found does not name all that can
 * fill it: it ends at the highest transaction that has ended, and one that began after that and drew its number first is beyond
 * it. So a hole is open until a fence, a transaction begun after the hole was found, has ended: a snapshot taken then names
 * every older transaction that still runs, and the hole is closed when none of those runs any more.
 */
final class Holes {
    private final TreeMap<Long, Hole> holes = new TreeMap<>();

    /** From a number to a number, both included. */
    record Range(long from, long to) {}

    /** A hole; its fillers are null as long as they are not known. */
    private record Hole(long to, Set<Long> fillers) {
        Hole knowing(Set<Long> running) {
            return fillers == null ? new Hole(to, running) : this;
        }
    }

    /** Adds a hole that was found; its numbers are from {@code from} to {@code to}, none when they are neighbours. */
    void open(long from, long to) {
        if (from <= to) {
            holes.put(from, new Hole(to, null));
        }
    }

    /** Whether there are holes whose fillers are not known, so that the next look needs a fence before it. */
    boolean wantFence() {
        return holes.values().stream().anyMatch(hole -> hole.fillers() == null);
    }

    /** Takes a number out that has appeared. */
    void fill(long seq) {
        Map.Entry<Long, Hole> entry = holes.floorEntry(seq);
        if (entry == null || entry.getValue().to() < seq) {
            return;
        }
        long from = entry.getKey();
        Hole hole = entry.getValue();
        holes.remove(from);
        if (from < seq) {
            holes.put(from, new Hole(seq - 1, hole.fillers()));
        }
        if (seq < hole.to()) {
            holes.put(seq + 1, new Hole(hole.to(), hole.fillers()));
        }
    }

    /**
     * Closes the holes that nothing running in {@code snapshot}, in which they were looked for, can fill.
     *
     * @param fenced whether a transaction that began after all these holes were found had ended before the snapshot
     */
    void close(Snapshot snapshot, boolean fenced) {
        if (fenced) {
            holes.replaceAll((from, hole) -> hole.knowing(snapshot.running()));
        }
        holes.values()
                .removeIf(hole -> hole.fillers() != null && Collections.disjoint(hole.fillers(), snapshot.running()));
    }

    boolean isEmpty() {
        return holes.isEmpty();
    }

    int size() {
        return holes.size();
    }

    List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(holes.size());
        holes.forEach((from, hole) -> ranges.add(new Range(from, hole.to())));
        return ranges;
    }

    /** The ranges' ends as PostgreSQL arrays of bigint. */
    static String froms(Collection<Range> ranges) {
        return ranges.stream().map(range -> Long.toString(range.from())).collect(Collectors.joining(",", "{", "}"));
    }

    static String tos(Collection<Range> ranges) {
        return ranges.stream().map(range -> Long.toString(range.to())).collect(Collectors.joining(",", "{", "}"));
    }
}
