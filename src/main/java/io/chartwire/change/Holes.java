package io.chartwire.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The numbers below the head of the change log that no row was seen for: taken by a transaction that has not committed yet, or
 * lost with one that never will.
 *
 * <p>A transaction takes its id before it draws a number. But the snapshot in which a hole is found does not name all that can
 * fill it: it ends at the highest transaction that has ended, and one that began after that and drew its number first is beyond
 * it. So a hole is open until a fence, a transaction begun after the hole was found, has ended: a snapshot taken then names
 * every older transaction that still runs, and the hole is closed when none of those runs any more.
 *
 * <p>A number can appear only when one of those has ended. Until then a hole is not looked for, so that a transaction which runs
 * for hours costs nothing, however many holes others leave meanwhile.
 */
final class Holes {
    /** Looked for next: what may fill them is not known. */
    private final TreeMap<Long, Hole> open = new TreeMap<>();
    /** Not looked for: all that may fill them still runs. */
    private final TreeMap<Long, Hole> waiting = new TreeMap<>();
    /** All that may fill those that wait. */
    private Set<Long> awaited = Set.of();

    /** From a number to a number, both included. */
    record Range(long from, long to) {}

    /** A hole; its fillers are null as long as they are not known. */
    private record Hole(long to, Set<Long> fillers) {}

    Holes copy() {
        Holes copy = new Holes();
        copy.open.putAll(open);
        copy.waiting.putAll(waiting);
        copy.awaited = awaited;
        return copy;
    }

    /** Adds a hole that was found; its numbers are from {@code from} to {@code to}, none when they are neighbours. */
    void open(long from, long to) {
        if (from <= to) {
            open.put(from, new Hole(to, null));
        }
    }

    /** Whether there are holes whose fillers are not known, so that the next look needs a fence before it. */
    boolean wantFence() {
        return open.values().stream().anyMatch(hole -> hole.fillers() == null);
    }

    /** Takes a number out that has appeared. */
    void fill(long seq) {
        if (!fill(seq, open)) {
            fill(seq, waiting);
        }
    }

    private static boolean fill(long seq, TreeMap<Long, Hole> holes) {
        Map.Entry<Long, Hole> entry = holes.floorEntry(seq);
        if (entry == null || entry.getValue().to() < seq) {
            return false;
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
        return true;
    }

    /**
     * Those that were not sought although something that may have filled them had ended in {@code snapshot}. They must be looked
     * for before anything is delivered that this snapshot showed: it may follow what they hold.
     */
    List<Range> missedIn(Snapshot snapshot) {
        if (snapshot.running().containsAll(awaited)) {
            return List.of();
        }
        return waiting.entrySet().stream()
                .filter(entry ->
                        !snapshot.running().containsAll(entry.getValue().fillers()))
                .map(Holes::range)
                .toList();
    }

    /**
     * Closes those of the holes sought that nothing running in {@code snapshot}, in which they were looked for, can fill.
     *
     * @param fenced whether a transaction that began after all these holes were found had ended before the snapshot
     */
    void close(Snapshot snapshot, boolean fenced) {
        TreeMap<Long, Hole> sought = new TreeMap<>(open);
        open.clear();
        sought.forEach((from, hole) -> {
            if (hole.fillers() != null || fenced) {
                await(from, hole, snapshot.running());
            } else {
                open.put(from, hole);
            }
        });
        listAwaited();
    }

    /** Closes those that {@link #missedIn} told, and that were looked for in {@code snapshot} then. */
    void closeMissed(List<Range> missed, Snapshot snapshot) {
        for (Range range : missed) {
            // Some of its numbers may have appeared since, so that there are several holes where it was.
            TreeMap<Long, Hole> left = new TreeMap<>(waiting.subMap(range.from(), true, range.to(), true));
            waiting.keySet().removeAll(left.keySet());
            left.forEach((from, hole) -> await(from, hole, snapshot.running()));
        }
        listAwaited();
    }

    private void await(long from, Hole hole, Set<Long> running) {
        Set<Long> left = hole.fillers() == null ? running : intersection(hole.fillers(), running);
        if (!left.isEmpty()) {
            waiting.put(from, new Hole(hole.to(), left));
        }
    }

    private void listAwaited() {
        awaited = waiting.values().stream()
                .map(Hole::fillers)
                .distinct()
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Long> intersection(Set<Long> fillers, Set<Long> running) {
        return fillers.stream().filter(running::contains).collect(Collectors.toUnmodifiableSet());
    }

    /** The transactions of which nothing has ended since the holes that are not sought were looked for. */
    Set<Long> awaited() {
        return awaited;
    }

    boolean isEmpty() {
        return open.isEmpty() && waiting.isEmpty();
    }

    int size() {
        return open.size() + waiting.size();
    }

    /** Those to look for next. */
    List<Range> sought() {
        return open.entrySet().stream().map(Holes::range).toList();
    }

    /** All, in order. */
    List<Range> ranges() {
        return ranges(Integer.MAX_VALUE);
    }

    /** The first of all, in order. */
    List<Range> ranges(int limit) {
        return Stream.concat(
                        open.entrySet().stream().limit(limit),
                        waiting.entrySet().stream().limit(limit))
                .sorted(Map.Entry.comparingByKey())
                .limit(limit)
                .map(Holes::range)
                .toList();
    }

    private static Range range(Map.Entry<Long, Hole> entry) {
        return new Range(entry.getKey(), entry.getValue().to());
    }

    /** The same numbers in as few ranges as can be, in order. */
    static List<Range> joined(Collection<Range> ranges) {
        List<Range> joined = new ArrayList<>();
        ranges.stream().sorted(Comparator.comparingLong(Range::from)).forEach(range -> {
            Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && range.from() <= last.to() + 1) {
                joined.set(joined.size() - 1, new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                joined.add(range);
            }
        });
        return joined;
    }

    /** The ranges' ends as PostgreSQL arrays of bigint. */
    static String froms(Collection<Range> ranges) {
        return ranges.stream().map(range -> Long.toString(range.from())).collect(Collectors.joining(",", "{", "}"));
    }

    static String tos(Collection<Range> ranges) {
        return ranges.stream().map(range -> Long.toString(range.to())).collect(Collectors.joining(",", "{", "}"));
    }
}
