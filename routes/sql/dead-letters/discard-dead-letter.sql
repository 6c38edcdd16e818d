-- Gives a pending dead letter up, and keeps why and by whom.
-- Parameters: tenant, id, actor, request, reason (of the query), target, transitions. Result: the dead letter, or no row when
-- it is not there or not pending. Index: dead_letters primary key.
WITH letter AS (
    UPDATE dead_letters
    SET status = :target, reason = coalesce(:request::jsonb ->> 'reason', :reason), resolved_by = :actor,
        resolved_at = clock_timestamp(), retry_at = NULL
    WHERE tenant_id = :tenant AND id = :id::uuid AND jsonb_exists(:transitions::jsonb -> status, :target)
    RETURNING *
)
\ir object.sql
