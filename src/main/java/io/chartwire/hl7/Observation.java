package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One OBX and the notes under it; {@code order} is the index of its OBR, -1 when it has none. */
record Observation(int order, Hl7Segment obx, ObservationValue value, List<String> notes) {
    /** Where OBX-3 has a code, its text and its system following. */
    private static final int[] CODES = {1, 4, 10};

    /** OBX-3.3 by HL7 table 0396, and the name that is written out. */
    private static final Set<String> LOINC = Set.of("LN", "LOINC");

    private static final Set<String> WITHDRAWN = Set.of("X", "D", "W");

    Observation(int order, Hl7Segment obx) {
        this(order, obx, ObservationValue.of(obx), new ArrayList<>());
    }

    String type() {
        return ObservationValue.type(obx);
    }

    String code() {
        return obx.component(3, 1);
    }

    /** OBX-3's code and alternate codes. */
    List<String> codes() {
        return Arrays.stream(CODES).mapToObj(code -> obx.component(3, code)).toList();
    }

    /** The LOINC code among them; empty when none is one. */
    String loinc() {
        for (int code : CODES) {
            if (LOINC.contains(obx.component(3, code + 2).toUpperCase(Locale.ROOT))) {
                return obx.component(3, code);
            }
        }
        return "";
    }

    String name() {
        String name = obx.component(3, 2);
        return name.isEmpty() ? obx.component(3, 5) : name;
    }

    String units() {
        return obx.component(6, 1);
    }

    /** OBX-3.1 and OBX-4, by which a laboratory takes an observation back. */
    String key() {
        return code() + "^" + obx.lines(4);
    }

    /** OBX-11, HL7 table 0085, in capitals. */
    String status() {
        return obx.component(11, 1).toUpperCase(Locale.ROOT);
    }

    boolean hasValue() {
        return !value.text().isEmpty() || !value.documents().isEmpty();
    }

    /** Whether it is cancelled, deleted or another patient's, so that its value counts no more. */
    boolean isWithdrawn() {
        return WITHDRAWN.contains(status());
    }

    /** Whether it makes final what was sent as preliminary and is not sent again. */
    boolean wasSentBefore() {
        return status().equals("U") && !hasValue();
    }

    /** What it says of its report's state; nothing when neither value nor letter is there. */
    Optional<String> told() {
        // Not observed, and yet a value.
        String letter = status().equals("N") && hasValue() ? "" : status();
        return letter.isEmpty() && !hasValue() ? Optional.empty() : Optional.of(letter);
    }

    /** OBX-8, which from version 2.7 is coded: the code of each. */
    private String flags() {
        return obx.repetitions(8).stream()
                .map(flag -> obx.component(flag, 1))
                .filter(flag -> !flag.isEmpty())
                .collect(Collectors.joining(","));
    }

    void writeTo(ObjectNode json) {
        if (order >= 0) {
            json.put("order", order);
        }
        JsonFields fields = new JsonFields(json);
        fields.put("setId", obx.component(1, 1));
        fields.put("type", type());
        fields.put("code", code());
        fields.put("text", name());
        fields.put("system", obx.component(3, 3));
        fields.put("loinc", loinc());
        fields.put("subId", obx.lines(4));
        json.put("value", value.text());
        fields.put("valueCode", value.code());
        fields.put("valueSystem", value.system());
        fields.put("units", units());
        fields.put("range", obx.lines(7));
        fields.put("flags", flags());
        fields.put("status", status());
        fields.put("time", obx.instant(obx.component(14, 1)));
        fields.put("notes", notes);
    }
}
