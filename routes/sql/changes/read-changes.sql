-- Reads the next of what a follower of the log has not seen, across tenants: what follows its head, and what has filled a hole.
-- Parameters: head, froms and tos (the holes' ends), limit, images (false to leave them out). Result: the first changes in
-- order, each with the statement's snapshot and pruned (the highest number that retention has removed); one row with these alone
-- when there are none. Index: change_log_by_seq.
SELECT now.snapshot::text AS snapshot, now.pruned, change.tenant_id, change.seq, change.resource, change.op, change.entity_id,
       CASE WHEN :images::boolean THEN change.before::text END AS before,
       CASE WHEN :images::boolean THEN change.after::text END AS after, change.xid::text AS xid,
       coalesce(change.original_seq, change.seq) AS original, iso(coalesce(change.original_logged_at, change.logged_at)) AS logged_at
FROM (SELECT pg_current_snapshot() AS snapshot, pruned FROM change_log_horizon) AS now
LEFT JOIN (
    (SELECT * FROM change_log WHERE seq > :head::bigint ORDER BY seq LIMIT :limit::int)
    UNION ALL
    (SELECT filled.* FROM unnest(:froms::bigint[], :tos::bigint[]) AS hole(first, last)
     -- A transaction that changes a whole table fills one hole. Each limit also keeps the planner from reading the whole log.
     CROSS JOIN LATERAL (SELECT * FROM change_log WHERE seq BETWEEN hole.first AND hole.last
                         ORDER BY seq LIMIT least(hole.last - hole.first + 1, :limit::int)) AS filled)
    ORDER BY seq LIMIT :limit::int
) AS change ON true
ORDER BY change.seq
