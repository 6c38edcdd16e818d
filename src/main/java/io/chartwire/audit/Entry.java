package io.chartwire.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * One act; never with a value of a patient's.
 *
 * @param tenant whose data it was about; null when it was refused before that was known
 * @param actor the subject of the token or the sender of a message; null when unknown
 * @param action the operation's id, such as {@code patients-read-patient}
 * @param objectId which object, where it was one
 * @param outcome the HTTP status
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

    public Entry {
        tenant = tenant == null ? NOBODY : tenant;
        actor = actor == null ? NOBODY : actor;
        action = action == null ? "unknown" : action;
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
