package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** One OBR, the ORC before it (null when there is none), and the notes under both. */
record Order(Hl7Segment obr, Hl7Segment orc, List<String> notes) {

    /** OBR-2, else ORC-2: the number the clinic gave. */
    String placerNumber() {
        return number(2);
    }

    /** OBR-3, else ORC-3: the number the lab gave. */
    String fillerNumber() {
        return number(3);
    }

    /** The placer numbers of OBR and ORC, which are the same where the sender is careful. */
    Set<String> placerNumbers() {
        return numbers(2);
    }

    /** The filler numbers of OBR and ORC. */
    Set<String> fillerNumbers() {
        return numbers(3);
    }

    /** OBR-25, HL7 table 0123, in capitals. */
    String status() {
        return obr.component(25, 1).toUpperCase(Locale.ROOT);
    }

    /** OBR-15 before version 2.5: where the specimen is from, or what it is. */
    String specimen() {
        String repetition = obr.first(15);
        String text = obr.component(repetition, 1);
        List<String> parts = obr.delimiters()
                .subcomponents(obr.delimiters().components(repetition).get(0));
        return parts.size() > 1 ? obr.text(parts.get(1)) : text;
    }

    void writeTo(ObjectNode json) {
        JsonFields fields = new JsonFields(json);
        fields.put("setId", obr.component(1, 1));
        fields.put("placerOrderNumber", placerNumber());
        fields.put("fillerOrderNumber", fillerNumber());
        fields.put("code", obr.component(4, 1));
        fields.put("codeText", obr.component(4, 2));
        fields.put("codeSystem", obr.component(4, 3));
        fields.put("status", status());
        fields.put("specimenTime", obr.instant(obr.component(7, 1)));
        fields.put("resultTime", obr.instant(obr.component(22, 1)));
        fields.put("notes", notes);
    }

    private Set<String> numbers(int field) {
        Set<String> numbers = new LinkedHashSet<>();
        Stream.of(orc, obr)
                .filter(Objects::nonNull)
                .map(segment -> segment.component(field, 1))
                .filter(number -> !number.isEmpty())
                .forEach(numbers::add);
        return numbers;
    }

    private String number(int field) {
        String number = obr.identifier(field);
        return number.isEmpty() && orc != null ? orc.identifier(field) : number;
    }
}
