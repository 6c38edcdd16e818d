-- Reads a tenant's changes that have filled the holes of a token.
-- Parameters: tenant, froms and tos (the holes' ends), snapshot (of the round). Result: the changes in order.
-- Index: change_log primary key.
SELECT change.tenant_id, change.seq, change.resource, change.op, change.entity_id, change.before::text AS before,
       change.after::text AS after, change.xid::text AS xid,
       coalesce(change.original_seq, change.seq) AS original, iso(coalesce(change.original_logged_at, change.logged_at)) AS logged_at
FROM unnest(:froms::bigint[], :tos::bigint[]) AS hole(first, last)
-- The limit keeps the planner from reading the tenant's whole log once instead of each hole by the index.
CROSS JOIN LATERAL (
    SELECT * FROM change_log
    WHERE tenant_id = :tenant AND seq BETWEEN hole.first AND hole.last
    ORDER BY seq LIMIT hole.last - hole.first + 1
) AS change
WHERE pg_visible_in_snapshot(change.xid, :snapshot::pg_snapshot)
ORDER BY change.seq
