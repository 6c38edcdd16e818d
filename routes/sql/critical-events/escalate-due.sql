-- Escalates the critical events that nobody has confirmed in time; of several hubs each takes others. One that was confirmed
-- before it was known here is closed instead.
-- Parameters: tenant. Result: how many. Index: critical_events_due, event_confirmations primary key.
WITH due AS (
    SELECT id FROM critical_events
    WHERE tenant_id = :tenant AND status = 'open' AND due_at <= clock_timestamp()
    ORDER BY due_at LIMIT 100
    FOR UPDATE SKIP LOCKED
), confirmed AS (
    SELECT DISTINCT ON (critical.id) critical.id, kept.confirmed_by, kept.name, kept.confirmed_at
    FROM due
    JOIN critical_events AS critical ON critical.tenant_id = :tenant AND critical.id = due.id
    JOIN event_confirmations AS kept ON kept.tenant_id = :tenant AND kept.event_id = critical.event_id AND kept.acknowledges
    ORDER BY critical.id, kept.confirmed_at
), closed AS (
    UPDATE critical_events AS stored
    SET status = 'acknowledged', acknowledged_by = confirmed.confirmed_by, acknowledged_name = confirmed.name,
        acknowledged_at = confirmed.confirmed_at, due_at = NULL
    FROM confirmed
    WHERE stored.tenant_id = :tenant AND stored.id = confirmed.id
    RETURNING stored.id
), escalated AS (
    UPDATE critical_events AS stored
    SET escalations = stored.escalations + 1, due_at = clock_timestamp() + stored.repeat_after
    FROM due
    WHERE stored.tenant_id = :tenant AND stored.id = due.id AND NOT EXISTS (SELECT FROM confirmed WHERE confirmed.id = due.id)
    RETURNING stored.id
)
SELECT ((SELECT count(*) FROM closed) + (SELECT count(*) FROM escalated))::text
