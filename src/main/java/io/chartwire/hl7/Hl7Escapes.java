package io.chartwire.hl7;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * Decodes escape sequences to plain text with LF line ends.
 *
 * <p>Highlighting is dropped, layout becomes line breaks and blanks, hexadecimal data is read in the message's character
 * set. A sequence that means nothing here stays as it was sent, so a lone escape character loses no text. Source: HL7
 * v2.5, 2.7. HAPI's own decoder leaves all but the separators in place.
 */
record Hl7Escapes(Hl7Delimiters delimiters, Charset charset) {

    private static final int LONGEST_LAYOUT = 100;

    String decode(String encoded) {
        if (encoded.indexOf(delimiters.escape()) < 0) {
            return encoded.indexOf('\r') < 0 ? encoded : oneLineEnd(encoded);
        }
        StringBuilder text = new StringBuilder(encoded.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            int close = c == delimiters.escape() ? encoded.indexOf(c, at + 1) : -1;
            if (close > at && addHexadecimal(encoded, at + 1, close, bytes)) {
                at = close + 1;
                continue;
            }
            flush(bytes, text);
            String meaning = close < 0 ? null : meaning(encoded, at + 1, close);
            if (meaning == null) {
                text.append(c);
                at++;
            } else {
                text.append(meaning);
                at = close + 1;
            }
        }
        flush(bytes, text);
        return oneLineEnd(text.toString());
    }

    /** Escapes the separators of plain text, so that it can stand in a field. */
    String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char code = code(c);
            if (code != 0) {
                encoded.append(delimiters.escape()).append(code).append(delimiters.escape());
            } else if (c == '\n' || c == '\r') {
                encoded.append(delimiters.escape()).append(".br").append(delimiters.escape());
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    private char code(char c) {
        if (c == delimiters.field()) {
            return 'F';
        }
        if (c == delimiters.component()) {
            return 'S';
        }
        if (c == delimiters.subcomponent()) {
            return 'T';
        }
        if (c == delimiters.repetition()) {
            return 'R';
        }
        return c == delimiters.escape() ? 'E' : 0;
    }

    private String meaning(String encoded, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return switch (encoded.charAt(from)) {
                case 'F' -> String.valueOf(delimiters.field());
                case 'S' -> String.valueOf(delimiters.component());
                case 'T' -> String.valueOf(delimiters.subcomponent());
                case 'R' -> String.valueOf(delimiters.repetition());
                case 'E' -> String.valueOf(delimiters.escape());
                case 'P' -> truncation();
                case 'H', 'N' -> "";
                default -> null;
            };
        }
        return length >= 3 && length <= 8 && encoded.charAt(from) == '.'
                ? layout(encoded.substring(from + 1, to))
                : null;
    }

    private String truncation() {
        String encoding = delimiters.encoding();
        return encoding.length() > 4 ? encoding.substring(4, 5) : "#";
    }

    private static String layout(String command) {
        String name = command.substring(0, 2).toLowerCase(Locale.ROOT);
        int count = count(command.substring(2).strip());
        if (count < 0) {
            return null;
        }
        return switch (name) {
            case "br", "ce" -> "\n";
            case "sp" -> "\n".repeat(Math.max(1, count));
            case "sk" -> " ".repeat(Math.max(1, count));
            case "fi", "nf", "in", "ti" -> "";
            default -> null;
        };
    }

    /** The number of a layout command: 0 when it has none, -1 when it is not a number. */
    private static int count(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        try {
            return Math.min(LONGEST_LAYOUT, Math.abs(Integer.parseInt(digits)));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean addHexadecimal(String encoded, int from, int to, ByteArrayOutputStream bytes) {
        int digits = to - from - 1;
        if (digits < 2 || digits % 2 != 0 || Character.toUpperCase(encoded.charAt(from)) != 'X') {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (Character.digit(encoded.charAt(i), 16) < 0) {
                return false;
            }
        }
        for (int i = from + 1; i < to; i += 2) {
            bytes.write(Character.digit(encoded.charAt(i), 16) << 4 | Character.digit(encoded.charAt(i + 1), 16));
        }
        return true;
    }

    private void flush(ByteArrayOutputStream bytes, StringBuilder text) {
        if (bytes.size() > 0) {
            text.append(bytes.toString(charset).replace("\0", ""));
            bytes.reset();
        }
    }

    private static String oneLineEnd(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
