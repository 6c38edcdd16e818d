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
 * <p>A transaction takes its id before it draws a number. So what can still fill a hole was running in the snapshot in which
 * the hole was found, and the hole is closed when none of those runs any more.
 */
final class Holes {
    private final TreeMap<Long, Hole> holes = new TreeMap<>();

    /** From a number to a number, both included. */
    record Range(long from, long to) {}

    private record Hole(long to, Set<Long> fillers) {}

    /** Adds a hole that was found in {@code snapshot}; none when nothing that ran then can fill it. */
    void open(long from, long to, Snapshot snapshot) {
        if (from <= to && !snapshot.running().isEmpty()) {
            holes.put(from, new Hole(to, snapshot.running()));
        }
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

    /** Closes the holes that nothing running in {@code snapshot}, in which they were looked for, can fill. */
    void close(Snapshot snapshot) {
        holes.values().removeIf(hole -> Collections.disjoint(hole.fillers(), snapshot.running()));
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
