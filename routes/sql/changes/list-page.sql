-- Lists the numbers of a page of a tenant's changes, as one round of catching up sees them: most are still known to the hub.
-- Parameters: tenant, from and to (numbers, included), snapshot (of the round), limit. Result: seq, in order, each with pruned
-- (how far retention has come); one row with pruned alone when there are none. Index: change_log primary key.
SELECT horizon.pruned, page.seq
FROM change_log_horizon AS horizon
LEFT JOIN (
    SELECT seq
    FROM change_log
    WHERE tenant_id = :tenant AND seq BETWEEN :from::bigint AND :to::bigint
      AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
    ORDER BY seq
    LIMIT :limit::int
) AS page ON true
ORDER BY page.seq
