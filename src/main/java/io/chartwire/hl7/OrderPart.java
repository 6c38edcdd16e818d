package io.chartwire.hl7;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The OBR groups of a message that are about one order: their places among the orders, and the numbers that they name it by.
 *
 * <p>Two groups are about one order when they have the same placer number, or the same filler number while one of them has no
 * placer number: laboratories give several orders of one case the same filler number. A group goes with
 * the last one before it that it is about; one without any number with the one right before.
 */
record OrderPart(Set<String> placerNumbers, Set<String> fillerNumbers, List<Integer> places) {

    /** A message of more orders than a person could have is left whole. */
    private static final int MOST_PARTS = 100;

    private OrderPart() {
        this(new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>());
    }

    /** The parts of a message, in the order in which they begin; empty when all of it is about one order. */
    static List<OrderPart> of(List<Order> orders) {
        List<OrderPart> parts = new ArrayList<>();
        for (int place = 0; place < orders.size() && parts.size() <= MOST_PARTS; place++) {
            Order order = orders.get(place);
            OrderPart part = known(parts, order);
            if (part == null) {
                part = new OrderPart();
                parts.add(part);
            }
            part.add(place, order);
        }
        return parts.size() < 2 || parts.size() > MOST_PARTS ? List.of() : parts;
    }

    /** All groups of a message. */
    static OrderPart whole(List<Order> orders) {
        return new OrderPart(
                Set.of(), Set.of(), IntStream.range(0, orders.size()).boxed().toList());
    }

    /** Whether its numbers may lead to an order; what is too long to be a number keeps orders apart, and finds none. */
    boolean isNamed() {
        return Stream.concat(placerNumbers.stream(), fillerNumbers.stream())
                .allMatch(number -> number.length() <= Hl7Message.LONGEST_IDENTIFIER);
    }

    private static OrderPart known(List<OrderPart> parts, Order order) {
        if (parts.isEmpty()) {
            return null;
        }
        Set<String> placers = order.placerNumbers();
        Set<String> fillers = order.fillerNumbers();
        if (placers.isEmpty() && fillers.isEmpty()) {
            return parts.get(parts.size() - 1);
        }
        for (int last = parts.size() - 1; last >= 0; last--) {
            if (parts.get(last).isOf(placers, fillers)) {
                return parts.get(last);
            }
        }
        return null;
    }

    private boolean isOf(Set<String> placers, Set<String> fillers) {
        boolean numberless = placerNumbers.isEmpty() && fillerNumbers.isEmpty();
        boolean sameFiller = !Collections.disjoint(fillers, fillerNumbers);
        return numberless
                || !Collections.disjoint(placers, placerNumbers)
                || sameFiller && (placers.isEmpty() || placerNumbers.isEmpty());
    }

    private void add(int place, Order order) {
        placerNumbers.addAll(order.placerNumbers());
        fillerNumbers.addAll(order.fillerNumbers());
        places.add(place);
    }
}
