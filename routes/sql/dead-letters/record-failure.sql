-- Keeps a change whose emission failed, once; a further failure counts its attempts.
-- Parameters: tenant, seq, resource, entityId, route, event, error, request (the change as its route saw it). Result: the
-- dead letter's id. Index: dead_letters_seq_key.
INSERT INTO dead_letters (tenant_id, seq, resource, entity_id, route_id, event, error, change)
VALUES (:tenant, :seq::bigint, :resource, :entityId::uuid, :route, :event, :error, :request::jsonb)
ON CONFLICT ON CONSTRAINT dead_letters_seq_key DO UPDATE
    SET attempts = dead_letters.attempts + 1, error = excluded.error, status = 'pending', failed_at = clock_timestamp()
    WHERE dead_letters.tenant_id = :tenant
RETURNING id::text
