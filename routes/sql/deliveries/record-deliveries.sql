-- Keeps how many entitled sockets were there for events, and begins to wait for somebody who confirms the critical ones.
-- What is told again adds its sockets, those of another hub, and changes nothing else.
-- Parameters: tenant, request (a JSON array of events). Result: how many. Index: event_deliveries primary key,
-- critical_events_event_id_key.
WITH told AS (
    SELECT DISTINCT ON (told."eventId") *
    FROM jsonb_to_recordset(:request::jsonb) AS told(
        "eventId" text, event text, resource text, "entityId" uuid, "messageId" uuid, sockets integer,
        "occurredAt" timestamptz, delivered boolean, critical jsonb)
    ORDER BY told."eventId", told.sockets DESC
), delivery AS (
    INSERT INTO event_deliveries AS stored (tenant_id, event_id, event, resource, entity_id, message_id, sockets,
                                            occurred_at, delivered_at)
    SELECT :tenant, "eventId", event, resource, "entityId", "messageId", sockets, "occurredAt",
           CASE WHEN delivered THEN clock_timestamp() END
    FROM told
    ON CONFLICT (tenant_id, event_id) DO UPDATE
        SET sockets = stored.sockets + excluded.sockets,
            message_id = coalesce(stored.message_id, excluded.message_id),
            delivered_at = coalesce(stored.delivered_at, excluded.delivered_at)
), critical AS (
    INSERT INTO critical_events (tenant_id, event_id, event, resource, entity_id, subject, audience, escalate_to,
                                 repeat_after, occurred_at, due_at)
    SELECT :tenant, "eventId", event, resource, "entityId", critical -> 'subject',
           ARRAY(SELECT jsonb_array_elements_text(critical -> 'audience')),
           ARRAY(SELECT jsonb_array_elements_text(critical -> 'escalateTo')),
           (critical ->> 'repeat')::interval, "occurredAt", "occurredAt" + (critical ->> 'after')::interval
    FROM told
    WHERE critical IS NOT NULL
    ON CONFLICT ON CONSTRAINT critical_events_event_id_key DO NOTHING
)
SELECT count(*)::text FROM told
