-- Keeps that a person confirms events, and closes those among them that waited for it, where the person may.
-- Parameters: tenant, actor, actorName, request ({events: their ids, acknowledges: whether the person may}). Result: how many.
-- Index: event_confirmations primary key, critical_events_event_id_key.
WITH confirmed AS (
    SELECT DISTINCT event_id, (:request::jsonb ->> 'acknowledges')::boolean AS acknowledges
    FROM jsonb_array_elements_text(:request::jsonb -> 'events') AS event_id
), kept AS (
    INSERT INTO event_confirmations AS stored (tenant_id, event_id, confirmed_by, name, acknowledges)
    SELECT :tenant, event_id, :actor, nullif(:actorName, ''), acknowledges FROM confirmed
    ON CONFLICT (tenant_id, event_id, confirmed_by) DO UPDATE
        SET acknowledges = true, confirmed_at = excluded.confirmed_at
        WHERE excluded.acknowledges AND NOT stored.acknowledges
), critical AS (
    UPDATE critical_events AS stored
    SET status = 'acknowledged', acknowledged_by = :actor, acknowledged_name = nullif(:actorName, ''),
        acknowledged_at = clock_timestamp(), due_at = NULL
    FROM confirmed
    WHERE stored.tenant_id = :tenant AND stored.event_id = confirmed.event_id AND stored.status = 'open'
      AND confirmed.acknowledges
)
SELECT count(*)::text FROM confirmed
