package io.chartwire.hl7;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One segment: its fields as sent, counted from 1 as the standard counts them, and readers for their parts. */
final class Hl7Segment {

    /** The two characters with which a sender says that a value is to be deleted. */
    private static final String EXPLICIT_NULL = "\"\"";

    private final String name;
    private final List<String> fields;
    private final Hl7Escapes escapes;
    private final ZoneOffset zone;
    private final int offset;

    /** @param zone the message's, for times without an offset */
    Hl7Segment(String text, Hl7Escapes escapes, ZoneOffset zone) {
        this.escapes = escapes;
        this.zone = zone;
        this.fields = escapes.delimiters().fields(text);
        this.name = text.substring(0, Math.min(3, text.length()));
        // MSH-1 is the separator itself, so splitting counts one short.
        this.offset = name.equals("MSH") ? 1 : 0;
    }

    String name() {
        return name;
    }

    boolean is(String segmentName) {
        return name.equals(segmentName);
    }

    int lastField() {
        return fields.size() - 1 + offset;
    }

    /** The field as sent, empty when there is none. */
    String field(int number) {
        if (offset == 1 && number == 1) {
            return String.valueOf(delimiters().field());
        }
        int index = number - offset;
        return index >= 1 && index < fields.size() ? fields.get(index) : "";
    }

    /** Whether the sender says that the field's value is to be deleted. */
    boolean deletes(int number) {
        return field(number).equals(EXPLICIT_NULL);
    }

    List<String> repetitions(int number) {
        boolean separatorsThemselves = offset == 1 && number <= 2;
        return separatorsThemselves ? List.of(field(number)) : delimiters().repetitions(field(number));
    }

    /** The first repetition as sent; empty when there is none. */
    String first(int number) {
        return delimiters().firstRepetition(field(number));
    }

    /** A component of the first repetition, decoded; empty when there is none or it is the explicit null. */
    String component(int number, int component) {
        return component(first(number), component);
    }

    /** A component of one repetition, decoded; its subcomponents stay together. */
    String component(String repetition, int component) {
        return text(delimiters().component(repetition, component));
    }

    /** A component that names something, such as an order; empty when it is too long to be a name. */
    String identifier(String repetition, int component) {
        String identifier = component(repetition, component);
        return identifier.length() > Hl7Message.LONGEST_IDENTIFIER ? "" : identifier;
    }

    String identifier(int number) {
        return identifier(first(number), 1);
    }

    /** The first subcomponent of a component of one repetition, decoded. */
    String firstSubcomponent(String repetition, int component) {
        return text(delimiters().firstSubcomponent(delimiters().component(repetition, component)));
    }

    /** A subcomponent of a component of one repetition, decoded; empty when there is none. */
    String subcomponent(String repetition, int component, int subcomponent) {
        List<String> parts = delimiters().subcomponents(delimiters().component(repetition, component));
        return subcomponent <= parts.size() ? text(parts.get(subcomponent - 1)) : "";
    }

    /** Whole repetitions as text lines, for free text where a sender forgot to escape a separator. */
    String lines(int number) {
        List<String> lines = new ArrayList<>();
        for (String repetition : repetitions(number)) {
            lines.add(text(repetition));
        }
        return String.join("\n", lines).strip();
    }

    /** A time stamp as ISO 8601; without an offset it is in the message's zone. */
    Optional<String> instant(String stamp) {
        return Hl7Time.instant(stamp, zone);
    }

    String text(String encoded) {
        return encoded.equals(EXPLICIT_NULL) ? "" : escapes.decode(encoded).strip();
    }

    Hl7Delimiters delimiters() {
        return escapes.delimiters();
    }
}
