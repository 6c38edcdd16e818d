-- Keeps a change that could not be read, or not be dealt with at all, for a person, across tenants: its tenant's name may be what
-- is wrong with it. Its images are copied as they stand. Parameters: seq (in the log), route, error. Result: the dead letter's
-- id. Index: change_log_by_seq, dead_letters_seq_key.
INSERT INTO dead_letters (tenant_id, seq, resource, entity_id, route_id, error, change)
SELECT tenant_id, coalesce(original_seq, seq), resource, entity_id, :route, :error,
       jsonb_build_object('resource', resource, 'op', op, 'before', before, 'after', after,
                          'loggedAt', iso(coalesce(original_logged_at, logged_at)))
FROM change_log WHERE seq = :seq::bigint
ON CONFLICT ON CONSTRAINT dead_letters_seq_key DO UPDATE
    SET attempts = dead_letters.attempts + 1, error = excluded.error, status = 'pending', failed_at = clock_timestamp(),
        retry_at = NULL, resolved_by = NULL, resolved_at = NULL
    WHERE dead_letters.status = 'replayed'
RETURNING id::text
