-- Reads a page of a tenant's changes, as one round of catching up sees them.
-- Parameters: tenant, from and to (numbers, included), snapshot (of the round), limit. Result: the changes in order.
-- Index: change_log primary key.
SELECT tenant_id, seq, resource, op, entity_id, before::text AS before, after::text AS after, xid::text AS xid,
       iso(logged_at) AS logged_at
FROM change_log
WHERE tenant_id = :tenant AND seq BETWEEN :from::bigint AND :to::bigint
  AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
ORDER BY seq
LIMIT :limit::int
