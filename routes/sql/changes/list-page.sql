-- Lists the numbers of a page of a tenant's changes, as one round of catching up sees them: most are still known to the hub.
-- Parameters: tenant, from and to (numbers, included), snapshot (of the round), limit. Result: seq, in order, each with
-- original (the change that it repeats, or itself) and pruned (how far retention has come); one row with pruned alone when
-- there are none. What waits to be tried again is left out: it comes again. Index: change_log primary key, dead_letters_retried.
SELECT horizon.pruned, page.seq, page.original
FROM change_log_horizon AS horizon
LEFT JOIN (
    SELECT seq, coalesce(original_seq, seq) AS original
    FROM change_log
    WHERE tenant_id = :tenant AND seq BETWEEN :from::bigint AND :to::bigint
      AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
      AND seq NOT IN (SELECT seq FROM dead_letters WHERE tenant_id = :tenant AND retry_at IS NOT NULL)
    ORDER BY seq
    LIMIT :limit::int
) AS page ON true
ORDER BY page.seq
