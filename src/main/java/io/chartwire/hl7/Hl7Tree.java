package io.chartwire.hl7;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Draws a message as JSON for a person to look at.
 *
 * <p>{@code {"segments": [{"name", "fields": [{"number", "repetitions": [[[subcomponent]]]}]}]}}, empty fields left out.
 * It stays small: a value is cut after 4,096 characters, and after 100,000 values the rest is left out and
 * {@code "cut": true} is set. The message's text has everything.
 */
final class Hl7Tree {

    private static final int LONGEST_VALUE = 4096;
    private static final int MOST_VALUES = 100_000;

    private final Hl7Message message;
    private int values;

    Hl7Tree(Hl7Message message) {
        this.message = message;
    }

    JsonNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode segments = root.putArray("segments");
        for (Hl7Segment segment : message.segments()) {
            if (values >= MOST_VALUES) {
                break;
            }
            ObjectNode node = segments.addObject().put("name", segment.name());
            addFields(segment, node.putArray("fields"));
        }
        if (values >= MOST_VALUES) {
            root.put("cut", true);
        }
        return root;
    }

    private void addFields(Hl7Segment segment, ArrayNode fields) {
        values++;
        for (int number = 1; number <= segment.lastField() && values < MOST_VALUES; number++) {
            if (segment.field(number).isEmpty()) {
                continue;
            }
            ArrayNode repetitions = fields.addObject().put("number", number).putArray("repetitions");
            boolean separators = segment.is("MSH") && number <= 2;
            for (String repetition : segment.repetitions(number)) {
                if (separators) {
                    repetitions.addArray().addArray().add(repetition);
                } else {
                    addComponents(segment, repetition, repetitions.addArray());
                }
            }
        }
    }

    private void addComponents(Hl7Segment segment, String repetition, ArrayNode components) {
        values++;
        for (String component : segment.delimiters().components(repetition)) {
            if (values >= MOST_VALUES) {
                return;
            }
            ArrayNode subcomponents = components.addArray();
            for (String subcomponent : segment.delimiters().subcomponents(component)) {
                if (values++ < MOST_VALUES) {
                    subcomponents.add(shortened(segment.text(subcomponent)));
                }
            }
        }
    }

    private static String shortened(String value) {
        if (value.length() <= LONGEST_VALUE) {
            return value;
        }
        // Half a surrogate pair is no text that PostgreSQL would take.
        int end = Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1)) ? LONGEST_VALUE - 1 : LONGEST_VALUE;
        return value.substring(0, end) + "…";
    }
}
