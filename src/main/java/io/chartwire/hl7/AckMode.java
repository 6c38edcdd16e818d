package io.chartwire.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which acknowledgements a sender asked for with MSH-15 (accept) and MSH-16 (application).
 *
 * <p>Both empty is original mode: one application acknowledgement. Else enhanced mode, where an empty one means never.
 * After a commit error or reject no application acknowledgement follows, since the message was not taken. A value
 * outside HL7 table 0155 counts as empty, so that such a sender is answered. Source: HL7 v2.5, 2.9.2 and 2.9.3.
 */
record AckMode(Condition accept, Condition application) {

    /** HL7 table 0155. */
    enum Condition {
        UNSET,
        AL,
        NE,
        ER,
        SU;

        static Condition of(String value) {
            return switch (value.strip().toUpperCase(Locale.ROOT)) {
                case "AL" -> AL;
                case "NE" -> NE;
                case "ER" -> ER;
                case "SU" -> SU;
                default -> UNSET;
            };
        }

        boolean wants(Outcome outcome) {
            return switch (this) {
                case AL -> true;
                case ER -> outcome != Outcome.ACCEPTED;
                case SU -> outcome == Outcome.ACCEPTED;
                case NE, UNSET -> false;
            };
        }
    }

    static AckMode of(String acceptCondition, String applicationCondition) {
        return new AckMode(Condition.of(acceptCondition), Condition.of(applicationCondition));
    }

    /** The codes to send, in order: none, one or two. */
    List<AckCode> codes(Outcome outcome) {
        if (accept == Condition.UNSET && application == Condition.UNSET) {
            return List.of(outcome.application());
        }
        List<AckCode> codes = new ArrayList<>(2);
        if (accept.wants(outcome)) {
            codes.add(outcome.commit());
        }
        boolean notTaken = !codes.isEmpty() && outcome != Outcome.ACCEPTED;
        if (!notTaken && application.wants(outcome)) {
            codes.add(outcome.application());
        }
        return List.copyOf(codes);
    }
}
