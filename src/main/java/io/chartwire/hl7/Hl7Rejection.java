package io.chartwire.hl7;

/**
 * Says why a message will never be accepted: where, an HL7 table 0357 code, and a sentence without patient data.
 *
 * <p>It is thrown for bytes that cannot be read, and returned by {@link Hl7Message#rejection()} for what can.
 */
public final class Hl7Rejection extends RuntimeException {

    private static final int LONGEST_BRIEF = 80;

    private final Reason reason;
    private final transient Hl7Location location;

    /** HL7 table 0357, as far as it is used here. */
    public enum Reason {
        SEGMENT_SEQUENCE_ERROR("100", "Segment sequence error"),
        REQUIRED_FIELD_MISSING("101", "Required field missing"),
        DATA_TYPE_ERROR("102", "Data type error"),
        UNSUPPORTED_MESSAGE_TYPE("200", "Unsupported message type"),
        UNSUPPORTED_EVENT_CODE("201", "Unsupported event code"),
        UNSUPPORTED_VERSION("203", "Unsupported version id"),
        UNKNOWN_KEY_IDENTIFIER("204", "Unknown key identifier"),
        APPLICATION_INTERNAL_ERROR("207", "Application internal error");

        private final String code;
        private final String text;

        Reason(String code, String text) {
            this.code = code;
            this.text = text;
        }

        public String code() {
            return code;
        }

        public String text() {
            return text;
        }
    }

    public Hl7Rejection(Reason reason, Hl7Location location, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.location = location;
    }

    /** The sender is in no table: nothing it sends can have an owner. */
    public static Hl7Rejection unknownSender() {
        return new Hl7Rejection(
                Reason.UNKNOWN_KEY_IDENTIFIER,
                new Hl7Location("MSH", 1, 3),
                "This sending application and facility are not registered here.");
    }

    /** The frame was larger than {@code limit} bytes. */
    public static Hl7Rejection tooLarge(int limit) {
        return new Hl7Rejection(
                Reason.DATA_TYPE_ERROR,
                new Hl7Location("MSH", 1, 0),
                "The message is larger than the limit of " + limit + " bytes; the connection is closed.");
    }

    /** Not a refusal: the message is good, and the sender should send it again. */
    public static Hl7Rejection notNow() {
        return new Hl7Rejection(
                Reason.APPLICATION_INTERNAL_ERROR,
                new Hl7Location("MSH", 1, 0),
                "The message could not be stored now; send it again.");
    }

    public Reason reason() {
        return reason;
    }

    public Hl7Location location() {
        return location;
    }

    /** The sentence for MSA-3, which had eighty characters before version 2.4. */
    String brief() {
        String sentence = sentence();
        int end = sentence.length() <= LONGEST_BRIEF ? sentence.length() : sentence.lastIndexOf(' ', LONGEST_BRIEF - 1);
        return sentence.substring(0, end);
    }

    public String sentence() {
        return getMessage();
    }
}
