package io.chartwire.hl7;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One acknowledgement, written in the sender's delimiters, version and character set, with the two sides swapped.
 *
 * <p>It holds header fields, the control id and a fixed sentence, and so never patient data: of a header whose line end is
 * lost, so that a patient's fields follow in it, only what looks like a header's is said back. Source: HL7 v2.5, 2.9, 2.13
 * and 2.15.5 (ERR); before 2.5 the error is written in ERR-1.
 */
public record Acknowledgement(AckCode code, String controlId, String text, Charset charset) {

    private static final String DEFAULT_VERSION = "2.5.1";
    private static final int LONGEST_NAME = 227;
    private static final Pattern TRIGGER = Pattern.compile("[A-Za-z]\\w\\w");
    private static final Pattern VERSION = Pattern.compile("\\d(\\.\\d{1,2}){0,2}");
    /** Production, debugging or training, and how: one letter each. */
    private static final Pattern PROCESSING_ID = Pattern.compile("[A-Z]([^\\w\\s][A-Z])?");

    private static final int CONTROL_ID_BITS = 90;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ").withZone(ZoneOffset.UTC);

    /**
     * The answers to a message, in the order to send them: none, one or two.
     *
     * @param why what ERR says; null when the message was accepted
     */
    public static List<Acknowledgement> answers(Hl7Message message, Outcome outcome, Hl7Rejection why) {
        if (message.isAcknowledgement()) {
            return List.of();
        }
        return AckMode.of(message.acceptCondition(), message.applicationCondition()).codes(outcome).stream()
                .map(code -> of(message, code, why))
                .toList();
    }

    /** One answer with a given code, whatever the sender asked for. */
    public static Acknowledgement of(Hl7Message message, AckCode code, Hl7Rejection why) {
        Hl7Delimiters delimiters = message.delimiters();
        Hl7Segment msh = message.header();
        String id = newControlId();
        String component = String.valueOf(delimiters.component());
        boolean whole = !isRunOn(message);
        String trigger = whole && TRIGGER.matcher(message.trigger()).matches() ? message.trigger() : "";
        String type = "ACK" + (trigger.isEmpty() ? "" : component + trigger);
        if (atLeast(message.version(), 4) && !trigger.isEmpty()) {
            type += component + "ACK";
        }
        String version = VERSION.matcher(message.version()).matches() ? message.version() : DEFAULT_VERSION;
        List<String> header = List.of(
                "MSH",
                delimiters.encoding(),
                whole ? name(msh, 5) : "",
                whole ? name(msh, 6) : "",
                whole ? name(msh, 3) : "",
                whole ? name(msh, 4) : "",
                TIME.format(Instant.now()),
                "",
                type,
                id,
                whole && PROCESSING_ID.matcher(msh.field(11)).matches() ? msh.field(11) : "P",
                version,
                "",
                "",
                "",
                "",
                "",
                Hl7Text.areCharsets(msh.repetitions(18)) ? msh.field(18) : "");
        boolean longError = atLeast(message.version(), 5);
        String text = segments(delimiters, header, code, whole ? shortened(message.controlId()) : "", why, longError);
        return new Acknowledgement(code, id, text, message.text().charset());
    }

    /** The answer to what cannot be read: AR or AE in the usual delimiters, for no known control id. */
    public static Acknowledgement unreadable(Outcome outcome, Hl7Rejection why) {
        String id = newControlId();
        List<String> header = List.of(
                "MSH",
                Hl7Delimiters.USUAL_ENCODING,
                "CHARTWIRE",
                "",
                "",
                "",
                TIME.format(Instant.now()),
                "",
                "ACK",
                id,
                "P",
                DEFAULT_VERSION);
        AckCode code = outcome.application();
        String text = segments(Hl7Delimiters.USUAL, header, code, "", why, true);
        return new Acknowledgement(code, id, text, StandardCharsets.UTF_8);
    }

    /** Whether the header's line end is lost so early that a patient's fields stand where its names and its control id should. */
    private static boolean isRunOn(Hl7Message message) {
        return message.kind() == Hl7Message.Kind.OTHER
                && !VERSION.matcher(message.version()).matches()
                && IntStream.rangeClosed(3, 9)
                        .anyMatch(field ->
                                Hl7Text.endsInSegmentName(message.header().field(field)));
    }

    /** What goes on the wire, without framing. */
    public byte[] bytes() {
        return bytes(text, charset);
    }

    /** In UTF-8 where the sender's set is one that can only be read, such as ISO-2022-CN. */
    public static byte[] bytes(String text, Charset charset) {
        return text.getBytes(charset.canEncode() ? charset : StandardCharsets.UTF_8);
    }

    private static String segments(
            Hl7Delimiters delimiters,
            List<String> header,
            AckCode code,
            String acknowledged,
            Hl7Rejection why,
            boolean longError) {
        Hl7Escapes escapes = new Hl7Escapes(delimiters, StandardCharsets.UTF_8);
        String field = String.valueOf(delimiters.field());
        StringBuilder text = new StringBuilder();
        text.append(withoutTrailing(String.join(field, header), delimiters.field()))
                .append('\r');
        text.append("MSA").append(field).append(code).append(field).append(acknowledged);
        if (why != null) {
            text.append(field).append(escapes.encode(why.brief()));
        }
        text.append('\r');
        if (why != null && !code.accepts()) {
            text.append(longError ? error(delimiters, escapes, why) : shortError(delimiters, why))
                    .append('\r');
        }
        return text.toString();
    }

    /** ERR from version 2.5: location, code, severity and the sentence for a user. */
    private static String error(Hl7Delimiters delimiters, Hl7Escapes escapes, Hl7Rejection why) {
        String component = String.valueOf(delimiters.component());
        String code = String.join(component, why.reason().code(), why.reason().text(), "HL70357");
        return String.join(
                String.valueOf(delimiters.field()),
                "ERR",
                "",
                location(delimiters, why),
                code,
                "E",
                "",
                "",
                "",
                escapes.encode(why.sentence()));
    }

    /** ERR before version 2.5: one field, ELD, whose fourth component is the code. */
    private static String shortError(Hl7Delimiters delimiters, Hl7Rejection why) {
        String component = String.valueOf(delimiters.component());
        Hl7Location at = why.location();
        String code = String.join(
                String.valueOf(delimiters.subcomponent()),
                why.reason().code(),
                why.reason().text(),
                "HL70357");
        String number = at.field() == 0 ? "" : String.valueOf(at.field());
        return "ERR" + delimiters.field()
                + String.join(component, at.segment(), String.valueOf(at.sequence()), number, code);
    }

    private static String location(Hl7Delimiters delimiters, Hl7Rejection why) {
        Hl7Location at = why.location();
        String component = String.valueOf(delimiters.component());
        String segment = at.segment() + component + at.sequence();
        return at.field() == 0 ? segment : segment + component + at.field();
    }

    /** A header field as the sender wrote it, or nothing when it is no name. */
    private static String name(Hl7Segment msh, int number) {
        String field = msh.field(number);
        boolean usable = field.length() <= LONGEST_NAME && field.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        return usable ? field : "";
    }

    private static String shortened(String controlId) {
        return controlId.substring(0, Math.min(controlId.length(), Hl7Message.LONGEST_IDENTIFIER));
    }

    private static String withoutTrailing(String text, char separator) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == separator) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Whether a version such as {@code 2.5.1} is 2.{@code minor} or later; an unknown one is. */
    private static boolean atLeast(String version, int minor) {
        String[] parts = version.split("\\.");
        return parts.length < 2 || !parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) >= minor;
    }

    /** Twenty characters, the most that versions before 2.7 allow, of which eighteen are random. */
    private static String newControlId() {
        String random = new BigInteger(CONTROL_ID_BITS, RANDOM).toString(Character.MAX_RADIX);
        return "CW" + "0".repeat(18 - random.length()) + random.toUpperCase(Locale.ROOT);
    }
}
