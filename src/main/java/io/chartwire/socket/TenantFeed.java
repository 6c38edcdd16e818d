package io.chartwire.socket;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A tenant's newest emissions, bounded in number and size: one writer, any number of readers that each keep their place.
 *
 * <p>A reader whose place has been given up gets null and must go to the history.
 */
final class TenantFeed {
    private static final int SLOTS = 1024;
    private static final long MAX_CHARACTERS = 8L << 20;

    private record Slot(long place, Emission emission) {}

    private final AtomicReferenceArray<Slot> slots = new AtomicReferenceArray<>(SLOTS);
    private volatile long end;
    private long start;
    private long characters;

    /** The place of the next emission. */
    long end() {
        return end;
    }

    /** Appends; only the feed's one writer calls it. */
    void append(Emission emission) {
        long place = end;
        if (place - start == SLOTS) {
            dropFirst();
        }
        slots.set(index(place), new Slot(place, emission));
        characters += emission.characters();
        while (characters > MAX_CHARACTERS && start < place) {
            dropFirst();
        }
        end = place + 1;
    }

    /** The emission at a place before {@link #end}; null when it has been given up. */
    Emission at(long place) {
        Slot slot = slots.get(index(place));
        return slot != null && slot.place() == place ? slot.emission() : null;
    }

    private void dropFirst() {
        Slot dropped = slots.getAndSet(index(start), null);
        characters -= dropped.emission().characters();
        start++;
    }

    private static int index(long place) {
        return (int) (place % SLOTS);
    }
}
