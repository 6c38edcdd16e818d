package io.chartwire.hl7;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The state of a whole report: preliminary, final, corrected, cancelled, wrong patient, deleted, or nothing said.
 *
 * <p>It comes from OBR-25 (HL7 table 0123) of the orders that carry observations, or from OBX-11 (table 0085) where
 * OBR-25 says nothing. The two tables share letters and not meanings: W and D exist only in 0085, so an OBR-25 of W or D
 * counts as empty; an N of 0123 is a procedure whose results are pending, one of 0085 an observation that was not made.
 */
enum ResultStatus {
    P,
    F,
    C,
    X,
    W,
    D,
    N;

    private static final Set<ResultStatus> NO_RESULT = EnumSet.of(W, D, X, N);

    private static final Set<String> PRELIMINARY_ORDERS = Set.of("P", "I", "S", "A", "R", "O", "N");
    private static final Set<String> PRELIMINARY_OBSERVATIONS = Set.of("P", "I", "S", "R", "O");

    /** One order's OBR-25 and its observations' OBX-11, as sent. */
    record OrderStatus(String obr25, List<String> obx11) {

        /** Whether it decides for itself, observed or cancelled; an order without observations may only announce. */
        boolean carriesObservations() {
            return !obx11.isEmpty();
        }
    }

    static ResultStatus overall(List<OrderStatus> orders) {
        List<OrderStatus> observed =
                orders.stream().filter(OrderStatus::carriesObservations).toList();
        List<ResultStatus> observations = observed.stream()
                .flatMap(order -> order.obx11().stream())
                .map(ResultStatus::ofObservation)
                .toList();
        Optional<ResultStatus> nothingLeft = withoutResult(observations);
        if (nothingLeft.isPresent()) {
            return nothingLeft.get();
        }
        if (observations.contains(C)) {
            return C;
        }
        List<OrderStatus> deciding = observed.isEmpty() ? orders : observed;
        return overallOf(deciding.stream().map(ResultStatus::of).toList());
    }

    /** OBX-11, HL7 table 0085; null when it says nothing. */
    static ResultStatus ofObservation(String obx11) {
        if (PRELIMINARY_OBSERVATIONS.contains(obx11)) {
            return P;
        }
        return switch (obx11) {
                // B is a report with something appended; U is final and was sent before as preliminary; V is verified.
            case "F", "B", "U", "V" -> F;
            case "C" -> C;
            case "X" -> X;
            case "W" -> W;
            case "D" -> D;
            case "N" -> N;
            default -> null;
        };
    }

    /** OBR-25, HL7 table 0123; null when it says nothing. */
    static ResultStatus ofOrder(String obr25) {
        if (PRELIMINARY_ORDERS.contains(obr25)) {
            return P;
        }
        return switch (obr25) {
            case "F" -> F;
            case "C" -> C;
            case "X" -> X;
            default -> null;
        };
    }

    private static ResultStatus of(OrderStatus order) {
        ResultStatus told = ofOrder(order.obr25());
        return told != null
                ? told
                : overallOf(
                        order.obx11().stream().map(ResultStatus::ofObservation).toList());
    }

    /** What has no letter is final, as before version 2.2; what is not even there says nothing. */
    private static ResultStatus overallOf(List<ResultStatus> statuses) {
        if (statuses.isEmpty()) {
            return N;
        }
        List<ResultStatus> told = statuses.stream()
                .flatMap(status -> status == null ? Stream.empty() : Stream.of(status))
                .toList();
        if (told.isEmpty()) {
            return F;
        }
        if (told.contains(C)) {
            return C;
        }
        return withoutResult(told).orElse(told.contains(P) && !told.contains(F) ? P : F);
    }

    /** The gravest of statuses that all leave no result; nothing when one of them does. */
    private static Optional<ResultStatus> withoutResult(List<ResultStatus> statuses) {
        return !statuses.isEmpty() && NO_RESULT.containsAll(statuses)
                ? Stream.of(W, D, X, N).filter(statuses::contains).findFirst()
                : Optional.empty();
    }
}
