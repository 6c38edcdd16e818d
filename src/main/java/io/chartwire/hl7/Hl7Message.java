package io.chartwire.hl7;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.hl7.Hl7Rejection.Reason;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message that has been read: its header, and its segments in the order sent.
 *
 * <p>Header fields are empty strings when the sender left them out. {@code text} is patient data; {@code toString}
 * leaves it out.
 */
public record Hl7Message(
        String sendingApplication,
        String sendingFacility,
        String receivingApplication,
        String receivingFacility,
        String messageType,
        String trigger,
        String controlId,
        String processingId,
        String version,
        String acceptCondition,
        String applicationCondition,
        Hl7Delimiters delimiters,
        Hl7Text text,
        List<Hl7Segment> segments) {

    /** What names a sender, a message, an order or a patient is not longer; data that is longer is no such name. */
    public static final int LONGEST_IDENTIFIER = 199;

    private static final int MOST_SEGMENTS = 50_000;
    private static final Pattern VERSION_2 = Pattern.compile("2(\\.\\d{1,2}){0,2}");
    private static final Pattern BATCH = Pattern.compile("[FB]HS[^\\w\\s].*", Pattern.DOTALL);
    private static final Set<String> ADT_TRIGGERS = Set.of("A04", "A08");
    private static final Set<String> SIU_TRIGGERS = Set.of("S12", "S13", "S15");

    /** What a message is for; the hub acts on these and refuses the rest. */
    public enum Kind {
        RESULT,
        PATIENT,
        APPOINTMENT,
        OTHER
    }

    /** Reads a frame's content; throws {@link Hl7Rejection} when it does not begin with a usable MSH segment. */
    public static Hl7Message read(byte[] content) {
        Hl7Text decoded = Hl7Text.decode(content);
        String text = decoded.text();
        if (BATCH.matcher(text).matches()) {
            throw new Hl7Rejection(
                    Reason.SEGMENT_SEQUENCE_ERROR,
                    new Hl7Location(text.substring(0, 3), 1, 0),
                    "Batches are not accepted here: send each message in a frame of its own.");
        }
        if (!text.startsWith("MSH") || text.length() < 5) {
            throw new Hl7Rejection(
                    Reason.SEGMENT_SEQUENCE_ERROR,
                    new Hl7Location("MSH", 1, 0),
                    "This is not an HL7 v2 message: it does not begin with an MSH segment.");
        }
        Hl7Delimiters delimiters = Hl7Delimiters.of(firstLine(text));
        Hl7Escapes escapes = new Hl7Escapes(delimiters, decoded.charset());
        List<String> lines = decoded.segments(delimiters.field(), MOST_SEGMENTS + 1);
        Hl7Segment msh = new Hl7Segment(lines.get(0), escapes, ZoneOffset.UTC);
        // MSH-7: its offset is that of every time of the message that has none.
        ZoneOffset zone = Hl7Time.offsetOf(msh.component(7, 1)).orElse(ZoneOffset.UTC);
        List<Hl7Segment> segments = new ArrayList<>(lines.size());
        segments.add(msh);
        for (String line : lines.subList(1, lines.size())) {
            segments.add(new Hl7Segment(line, escapes, zone));
        }
        return new Hl7Message(
                hierarchicName(msh, 3),
                hierarchicName(msh, 4),
                hierarchicName(msh, 5),
                hierarchicName(msh, 6),
                msh.component(9, 1),
                msh.component(9, 2),
                msh.deletes(10) ? "" : printable(msh.field(10)),
                msh.component(11, 1),
                msh.component(12, 1),
                msh.component(15, 1),
                msh.component(16, 1),
                delimiters,
                decoded,
                List.copyOf(segments));
    }

    /** Why this message will never be accepted, if so. */
    public Optional<Hl7Rejection> rejection() {
        if (controlId.isEmpty()) {
            return refused(Reason.REQUIRED_FIELD_MISSING, "MSH", 1, 10, "MSH-10 (message control id) is missing.");
        }
        if (controlId.length() > LONGEST_IDENTIFIER) {
            return refused(
                    Reason.DATA_TYPE_ERROR, "MSH", 1, 10, "MSH-10 (message control id) is longer than 199 characters.");
        }
        if (sendingApplication.length() > LONGEST_IDENTIFIER || sendingFacility.length() > LONGEST_IDENTIFIER) {
            int field = sendingApplication.length() > LONGEST_IDENTIFIER ? 3 : 4;
            return refused(Reason.DATA_TYPE_ERROR, "MSH", 1, field, "The sender's name is longer than 199 characters.");
        }
        if (!version.isEmpty() && !VERSION_2.matcher(version).matches()) {
            return refused(Reason.UNSUPPORTED_VERSION, "MSH", 1, 12, "Only HL7 v2 versions are accepted here.");
        }
        if (kind() == Kind.OTHER) {
            boolean knownType = Set.of("ORU", "ADT", "SIU").contains(messageType);
            return refused(
                    knownType ? Reason.UNSUPPORTED_EVENT_CODE : Reason.UNSUPPORTED_MESSAGE_TYPE,
                    "MSH",
                    1,
                    9,
                    "Accepted here are only ORU R01, ADT A04 and A08, SIU S12, S13 and S15.");
        }
        if (count("MSH") > 1) {
            return refused(
                    Reason.SEGMENT_SEQUENCE_ERROR,
                    "MSH",
                    2,
                    0,
                    "One frame must hold one message: a second MSH follows.");
        }
        if (segments.size() > MOST_SEGMENTS) {
            return refused(Reason.SEGMENT_SEQUENCE_ERROR, "MSH", 1, 0, "The message has more than 50000 segments.");
        }
        return Optional.empty();
    }

    public Kind kind() {
        return switch (messageType) {
                // Version 2.1 and 2.2 senders leave the trigger out.
            case "ORU" -> trigger.isEmpty() || trigger.equals("R01") ? Kind.RESULT : Kind.OTHER;
            case "ADT" -> ADT_TRIGGERS.contains(trigger) ? Kind.PATIENT : Kind.OTHER;
            case "SIU" -> SIU_TRIGGERS.contains(trigger) ? Kind.APPOINTMENT : Kind.OTHER;
            default -> Kind.OTHER;
        };
    }

    /** Whether this is itself an answer, which must not be answered again. */
    public boolean isAcknowledgement() {
        return messageType.equals("ACK") || messageType.equals("NAK") || messageType.equals("MCF");
    }

    /** The message for a console: segments, fields, repetitions, components, subcomponents, decoded. */
    public JsonNode tree() {
        return new Hl7Tree(this).toJson();
    }

    @Override
    public String toString() {
        return "Hl7Message[" + messageType + "^" + trigger + ", " + segments.size() + " segments, " + text + "]";
    }

    Hl7Segment header() {
        return segments.get(0);
    }

    Optional<Hl7Segment> first(String name) {
        return segments.stream().filter(segment -> segment.is(name)).findFirst();
    }

    int count(String name) {
        return (int) segments.stream().filter(segment -> segment.is(name)).count();
    }

    private Optional<Hl7Rejection> refused(Reason reason, String segment, int sequence, int field, String sentence) {
        return Optional.of(new Hl7Rejection(reason, new Hl7Location(segment, sequence, field), sentence));
    }

    private static String hierarchicName(Hl7Segment msh, int field) {
        String namespace = msh.component(field, 1);
        return namespace.isEmpty() ? msh.component(field, 2) : namespace;
    }

    private static String firstLine(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        if (end < 4) {
            throw new Hl7Rejection(
                    Reason.REQUIRED_FIELD_MISSING, new Hl7Location("MSH", 1, 1), "The MSH segment has no fields.");
        }
        return text.substring(0, end);
    }

    /** A control id is echoed as it came, but never with a character that could end a segment or a frame. */
    private static String printable(String field) {
        StringBuilder kept = new StringBuilder(field.length());
        field.chars().filter(c -> c >= ' ' && c != 0x7F).forEach(c -> kept.append((char) c));
        return kept.toString().strip();
    }
}
