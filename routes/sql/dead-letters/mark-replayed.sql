-- Keeps what a replay came to: replayed, and unless it was a delivery its change once more in the log, where every hub and every
-- client finds it; or pending still with its new error and one attempt more.
-- Parameters: tenant, actor, results (a JSON array of {id, error?, retryAfter?}). Result: {replayed, failed}.
-- Index: dead_letters primary key.
WITH result AS (
    SELECT id, error, "retryAfter" AS retry_after
    FROM jsonb_to_recordset(:results::jsonb) AS result(id uuid, error text, "retryAfter" interval)
), letter AS (
    UPDATE dead_letters AS stored
    SET status = CASE WHEN result.error IS NULL THEN 'replayed' ELSE 'pending' END,
        attempts = stored.attempts + 1,
        error = coalesce(result.error, stored.error),
        retry_at = clock_timestamp() + result.retry_after,
        resolved_by = CASE WHEN result.error IS NULL THEN :actor END,
        resolved_at = CASE WHEN result.error IS NULL THEN clock_timestamp() END
    FROM result
    WHERE stored.tenant_id = :tenant AND stored.id = result.id AND stored.status = 'pending'
    RETURNING stored.*
), logged AS (
    INSERT INTO change_log (tenant_id, seq, resource, op, entity_id, before, after, xid, snapshot, logged_at, original_seq,
                            original_logged_at)
    SELECT replayed.tenant_id, nextval('change_log_seq'), replayed.resource, replayed.change ->> 'op', replayed.entity_id,
           nullif(replayed.change -> 'before', 'null'), replayed.change -> 'after', pg_current_xact_id(),
           pg_current_snapshot(), clock_timestamp(), replayed.seq, (replayed.change ->> 'loggedAt')::timestamptz
    FROM (SELECT * FROM letter WHERE letter.status = 'replayed' AND letter.delivery IS NULL ORDER BY letter.seq) AS replayed
)
SELECT json_build_object('replayed', count(*) FILTER (WHERE status = 'replayed'),
                         'failed', count(*) FILTER (WHERE status = 'pending'))::text AS object
FROM letter
