package io.chartwire.socket;

import java.util.List;

/**
 * All events of one change.
 *
 * @param token a {@code since} that leaves this change and all delivered before it out
 * @param position where the change stands in the log
 * @param transaction the id of the transaction that made the change
 */
public record Emission(String token, long position, long transaction, List<Event> events) {
    public Emission {
        events = List.copyOf(events);
    }

    /** The size of its frames in characters. */
    public int characters() {
        return events.stream().mapToInt(event -> event.frame().text().length()).sum();
    }
}
