package io.chartwire.change;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A place in the change log that a client can come back to.
 *
 * <p>Two kinds. After the tail ({@code 105~101.103-104}): all up to 105 but for the holes; where those are too many to list, but
 * for what the transactions that may fill them hold ({@code 105~104!777.778}). After an event ({@code 105-0}): the
 * change 105 up to its first event; what else the client cannot have seen follows from the snapshot stored with that row. An
 * event's token depends on nothing but the log, so that it is the same whenever and by whatever node the event is sent.
 *
 * @param seq the change
 * @param event the last event of the change that is known; null for a place after the tail
 * @param holes below {@code seq}, for a place after the tail
 * @param running transactions that may still commit numbers below {@code seq} which are in none of the holes
 */
record Position(long seq, Integer event, List<Holes.Range> holes, Set<Long> running) {
    /** Stands for the last event of a change, however many its routes make of it. */
    static final int WHOLE_CHANGE = 999;

    static final int MAX_HOLES = 64;
    private static final String RANGE = "\\d{1,18}(?:-\\d{1,18})?";
    private static final Pattern TOKEN = Pattern.compile("(?<seq>\\d{1,18})(?:-(?<event>\\d{1,3})" + "|(?<holes>~"
            + RANGE + "(?:\\." + RANGE + ")*)?(?<running>!\\d{1,18}(?:\\.\\d{1,18})*)?)");

    Position {
        holes = List.copyOf(holes);
        running = Set.copyOf(running);
    }

    /** After all that the tail has delivered. */
    static Position after(long head, List<Holes.Range> holes) {
        if (holes.size() > MAX_HOLES) {
            // A token has to stay short; from the first hole on some events are then sent again.
            return new Position(holes.get(0).from() - 1, null, List.of(), Set.of());
        }
        return new Position(head, null, holes, Set.of());
    }

    /** After all that the tail has delivered, however many holes a long transaction leaves open. */
    static Position after(long head, Holes holes) {
        boolean transactionsAreFewer = holes.size() > MAX_HOLES
                && holes.sought().size() + holes.awaited().size() <= MAX_HOLES;
        return transactionsAreFewer
                ? new Position(head, null, holes.sought(), holes.awaited())
                : after(head, holes.ranges(MAX_HOLES + 1));
    }

    static Position event(long seq, int event) {
        return new Position(seq, Math.min(event, WHOLE_CHANGE), List.of(), Set.of());
    }

    /** Reads a token; empty when it is none. */
    static Optional<Position> parse(String token) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long seq = Long.parseLong(matcher.group("seq"));
        if (matcher.group("event") != null) {
            return Optional.of(event(seq, Integer.parseInt(matcher.group("event"))));
        }
        List<Holes.Range> holes = new ArrayList<>();
        if (matcher.group("holes") != null) {
            Arrays.stream(matcher.group("holes").substring(1).split("\\.")).forEach(range -> {
                String[] ends = range.split("-");
                holes.add(new Holes.Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
            });
        }
        Set<Long> running = matcher.group("running") == null
                ? Set.of()
                : Arrays.stream(matcher.group("running").substring(1).split("\\."))
                        .map(Long::valueOf)
                        .collect(Collectors.toSet());
        return Optional.of(new Position(seq, null, holes, running));
    }

    /** Whether a change is among those that are delivered, for a place after the tail. */
    boolean covers(Change change) {
        return change.seq() <= seq
                && !running.contains(change.transaction())
                && holes.stream().noneMatch(hole -> hole.from() <= change.seq() && change.seq() <= hole.to());
    }

    /** The token, of characters that need no escaping in a URL or in JSON. */
    String token() {
        if (event != null) {
            return seq + "-" + event;
        }
        String ranges = holes.stream()
                .map(range ->
                        range.from() == range.to() ? Long.toString(range.from()) : range.from() + "-" + range.to())
                .collect(Collectors.joining("."));
        String transactions = running.stream().sorted().map(String::valueOf).collect(Collectors.joining("."));
        return seq + (ranges.isEmpty() ? "" : "~" + ranges) + (transactions.isEmpty() ? "" : "!" + transactions);
    }
}
