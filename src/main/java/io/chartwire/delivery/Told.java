package io.chartwire.delivery;

import io.chartwire.identity.TenantId;

/**
 * What is kept of one event.
 *
 * @param eventId the id of its frame
 * @param resource whose event it is, such as {@code prior-auths}
 * @param messageId the HL7 message that caused it; null when none did
 * @param sockets how many entitled sockets were there
 * @param occurredAt ISO 8601, UTC
 * @param delivered false when it was found in the log by a hub that was not there at its time
 * @param critical null when nobody needs to confirm it
 */
public record Told(
        TenantId tenant,
        String eventId,
        String event,
        String resource,
        String entityId,
        String messageId,
        int sockets,
        String occurredAt,
        boolean delivered,
        CriticalEvent critical) {}
