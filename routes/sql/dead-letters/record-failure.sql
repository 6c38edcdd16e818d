-- Keeps a change whose emission failed, or an event that a subscription could not deliver, once, whichever hub it failed at; one that was replayed since is pending again.
-- Parameters: tenant, seq, resource, entityId, route, event, error, request (the change as its route saw it), retryAfter
-- (an interval: until it is tried again, infinity while it waits for another of its object; or null). Result: the dead letter's id.
-- Index: dead_letters_seq_key.
INSERT INTO dead_letters (tenant_id, seq, resource, entity_id, route_id, event, error, change, retry_at, delivery)
VALUES (:tenant, :seq::bigint, :resource, :entityId::uuid, :route, :event, :error, :request::jsonb,
        clock_timestamp() + :retryAfter::interval,
        (:request::jsonb ->> 'subscription') || ' ' || coalesce(:event, ''))
ON CONFLICT ON CONSTRAINT dead_letters_seq_key DO UPDATE
    SET attempts = dead_letters.attempts + 1, error = excluded.error, status = 'pending', failed_at = clock_timestamp(),
        retry_at = excluded.retry_at, resolved_by = NULL, resolved_at = NULL
    WHERE dead_letters.tenant_id = :tenant AND dead_letters.status = 'replayed'
RETURNING id::text
