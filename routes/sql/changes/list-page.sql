-- Lists the numbers of a page of a tenant's changes, as one round of catching up sees them: most are still known to the hub.
-- Parameters: tenant, from and to (numbers, included), snapshot (of the round), limit. Result: seq, in order.
-- Index: change_log primary key.
SELECT seq
FROM change_log
WHERE tenant_id = :tenant AND seq BETWEEN :from::bigint AND :to::bigint
  AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
ORDER BY seq
LIMIT :limit::int
