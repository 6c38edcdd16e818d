-- Keeps that a person who may hear a critical event has confirmed it.
-- Parameters: tenant, id, roles (a JSON array), actor, actorName. Result: the critical event, or no row when there is none for
-- these roles or it was confirmed before. Index: critical_events primary key, event_confirmations primary key.
WITH critical AS (
    UPDATE critical_events AS stored
    SET status = 'acknowledged', acknowledged_by = :actor, acknowledged_name = nullif(:actorName, ''),
        acknowledged_at = clock_timestamp(), due_at = NULL
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status = 'open'
      AND stored.audience && ARRAY(SELECT jsonb_array_elements_text(:roles::jsonb))
    RETURNING stored.*
), kept AS (
    INSERT INTO event_confirmations (tenant_id, event_id, confirmed_by, name)
    SELECT :tenant, event_id, :actor, nullif(:actorName, '') FROM critical
    ON CONFLICT DO NOTHING
)
\ir object.sql
