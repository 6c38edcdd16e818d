package io.chartwire.hl7;

import ca.uhn.hl7v2.parser.PipeParser;
import io.chartwire.hl7.Hl7Rejection.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * The characters that separate a message's parts (MSH-1 and MSH-2), and the splitting they do.
 *
 * <p>{@code encoding} is MSH-2 as it was sent. What MSH-2 leaves out has its usual value. Source: HL7 v2.5, 2.5.4.
 */
public record Hl7Delimiters(
        char field, char component, char repetition, char escape, char subcomponent, String encoding) {

    static final String USUAL_ENCODING = "^~\\&";
    static final Hl7Delimiters USUAL = new Hl7Delimiters('|', '^', '~', '\\', '&', USUAL_ENCODING);

    private static final int MOST_PARTS = 100_000;

    /** Stands for a separator that the message cannot have, because its usual character means something else. */
    private static final char NONE = '\uFFFF';

    /** Reads them from an MSH segment; throws {@link Hl7Rejection} when one character would mean two things. */
    static Hl7Delimiters of(String msh) {
        char field = msh.charAt(3);
        int end = msh.indexOf(field, 4);
        String encoding = end < 0 ? msh.substring(4) : msh.substring(4, end);
        if (isUnusable(field) || encoding.length() > 5) {
            throw unusable();
        }
        for (int i = 0; i < encoding.length(); i++) {
            char c = encoding.charAt(i);
            if (isUnusable(c) || c == field || encoding.indexOf(c) != i) {
                throw unusable();
            }
        }
        return new Hl7Delimiters(
                field,
                given(encoding, 0, field),
                given(encoding, 1, field),
                given(encoding, 2, field),
                given(encoding, 3, field),
                encoding.isEmpty() ? USUAL_ENCODING : encoding);
    }

    /** The parts; what has more than 100,000 is no data but an attack on memory, and stays in one piece. */
    List<String> fields(String segment) {
        return split(segment, field);
    }

    List<String> repetitions(String field) {
        return split(field, repetition);
    }

    List<String> components(String repetition) {
        return split(repetition, component);
    }

    List<String> subcomponents(String component) {
        return split(component, subcomponent);
    }

    String firstRepetition(String field) {
        return part(field, repetition, 1);
    }

    /** One component, counted from 1; empty when there is none. */
    String component(String repetition, int number) {
        return part(repetition, component, number);
    }

    String firstSubcomponent(String component) {
        return part(component, subcomponent, 1);
    }

    /** One part without splitting off the others: most readers want one. */
    private static String part(String text, char separator, int number) {
        int start = 0;
        for (int i = 1; i < number; i++) {
            int next = text.indexOf(separator, start);
            if (next < 0) {
                return "";
            }
            start = next + 1;
        }
        int end = text.indexOf(separator, start);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static List<String> split(String text, char separator) {
        int at = text.indexOf(separator);
        if (at < 0 || hasMoreThan(MOST_PARTS, text, at, separator)) {
            return List.of(text);
        }
        String[] parts = PipeParser.split(text, String.valueOf(separator));
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i] == null ? "" : parts[i];
        }
        return Arrays.asList(parts);
    }

    private static boolean hasMoreThan(int most, String text, int first, char separator) {
        int count = 0;
        for (int at = first; at >= 0 && count <= most; at = text.indexOf(separator, at + 1)) {
            count++;
        }
        return count > most;
    }

    private static char given(String encoding, int index, char field) {
        if (index < encoding.length()) {
            return encoding.charAt(index);
        }
        char usual = USUAL_ENCODING.charAt(index);
        return usual == field || encoding.indexOf(usual) >= 0 ? NONE : usual;
    }

    private static boolean isUnusable(char c) {
        return Character.isLetterOrDigit(c) || c <= ' ' || c == 0x7F || Character.isSurrogate(c);
    }

    private static Hl7Rejection unusable() {
        return new Hl7Rejection(
                Reason.DATA_TYPE_ERROR,
                new Hl7Location("MSH", 1, 2),
                "MSH-1 and MSH-2 must hold up to six different separators, none of them a letter, digit or space.");
    }
}
