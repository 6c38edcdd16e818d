-- Keeps that a person confirms events, and closes those among them that waited for it.
-- Parameters: tenant, actor, actorName, request (a JSON array of the events' ids). Result: how many.
-- Index: event_confirmations primary key, critical_events_event_id_key.
WITH confirmed AS (
    SELECT DISTINCT event_id FROM jsonb_array_elements_text(:request::jsonb) AS event_id
), kept AS (
    INSERT INTO event_confirmations (tenant_id, event_id, confirmed_by, name)
    SELECT :tenant, event_id, :actor, nullif(:actorName, '') FROM confirmed
    ON CONFLICT DO NOTHING
), critical AS (
    UPDATE critical_events AS stored
    SET status = 'acknowledged', acknowledged_by = :actor, acknowledged_name = nullif(:actorName, ''),
        acknowledged_at = clock_timestamp(), due_at = NULL
    FROM confirmed
    WHERE stored.tenant_id = :tenant AND stored.event_id = confirmed.event_id AND stored.status = 'open'
)
SELECT count(*)::text FROM confirmed
