package io.chartwire.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One act; never with a value of a patient's.
 *
 * @param tenant whose data it was about; null when it was refused before that was known
 * @param actor the subject of the token or who a message says that it is of; null when unknown
 * @param action the operation's id, such as {@code patients-read-patient}
 * @param objectId which object, where it was one; of a message that is not kept its control id
 * @param outcome the HTTP status, or of what is no request the one that says the same
 * @param remote the address that it came from
 */
public record Entry(
        @JsonProperty("tenant_id") String tenant,
        String at,
        String actor,
        String action,
        String resource,
        @JsonProperty("object_id") String objectId,
        int outcome,
        String remote) {
    private static final String NOBODY = "-";
    private static final int LONGEST = 255;

    public Entry {
        tenant = tenant == null ? NOBODY : tenant;
        actor = actor == null ? NOBODY : plain(actor);
        action = action == null ? "unknown" : action;
        objectId = plain(objectId);
    }

    /** What others wrote, in one line of bounded length that the database takes; null for null. */
    public static String plain(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(LONGEST).map(Entry::printable).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static int printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> '?';
            default -> character;
        };
    }

    /** Whether it was refused before it was known who asked. */
    boolean isOfStranger() {
        return tenant.equals(NOBODY);
    }

    /** An act of this moment. */
    public static Entry now(
            String tenant, String actor, String action, String resource, String objectId, int outcome, String remote) {
        return new Entry(tenant, Instant.now().toString(), actor, action, resource, objectId, outcome, remote);
    }
}
