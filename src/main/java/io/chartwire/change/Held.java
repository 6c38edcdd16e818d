package io.chartwire.change;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objects of which a change is tried again, each with the numbers of those changes: what follows of the same object waits
 * with them, so that its order holds, and nothing else waits. A number is let go when its replay comes in the log, which is its
 * place in the order, or when it is given up. Used by the tail's thread alone.
 */
final class Held {
    private final Map<Change.ObjectKey, Set<Long>> waiting = new HashMap<>();

    Held copy() {
        Held copy = new Held();
        waiting.forEach((object, numbers) -> copy.waiting.put(object, new HashSet<>(numbers)));
        return copy;
    }

    /** A change that waits. */
    record Waiting(Change.ObjectKey object, long seq) {}

    void hold(Change.ObjectKey object, long seq) {
        waiting.computeIfAbsent(object, it -> new HashSet<>()).add(seq);
    }

    boolean holds(Change.ObjectKey object) {
        return waiting.containsKey(object);
    }

    void release(Change.ObjectKey object, long seq) {
        waiting.computeIfPresent(object, (it, numbers) -> {
            numbers.remove(seq);
            return numbers.isEmpty() ? null : numbers;
        });
    }

    void releaseAll(Collection<Waiting> ended) {
        ended.forEach(it -> release(it.object(), it.seq()));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Set<Waiting> all() {
        return waiting.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(seq -> new Waiting(entry.getKey(), seq)))
                .collect(Collectors.toSet());
    }
}
