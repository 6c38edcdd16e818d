-- Keeps what a replay came to: replayed, or pending still with its new error and one attempt more.
-- Parameters: tenant, actor, results (a JSON array of {id, error?}). Result: {replayed, failed}.
-- Index: dead_letters primary key.
WITH result AS (
    SELECT id, error FROM jsonb_to_recordset(:results::jsonb) AS result(id uuid, error text)
), letter AS (
    UPDATE dead_letters AS stored
    SET status = CASE WHEN result.error IS NULL THEN 'replayed' ELSE 'pending' END,
        attempts = stored.attempts + 1,
        error = coalesce(result.error, stored.error),
        resolved_by = CASE WHEN result.error IS NULL THEN :actor END,
        resolved_at = CASE WHEN result.error IS NULL THEN clock_timestamp() END
    FROM result
    WHERE stored.tenant_id = :tenant AND stored.id = result.id
    RETURNING stored.status
)
SELECT json_build_object('replayed', count(*) FILTER (WHERE status = 'replayed'),
                         'failed', count(*) FILTER (WHERE status = 'pending'))::text AS object
FROM letter
