-- Reads a tenant's changes below a token's row that were not committed when that row was written.
-- Parameters: tenant, seq and since (the row's number and snapshot), snapshot (of the round). Result: the changes in order.
-- Index: change_log primary key, change_log_by_xid.
SELECT tenant_id, seq, resource, op, entity_id, before::text AS before, after::text AS after, xid::text AS xid,
       iso(logged_at) AS logged_at
FROM change_log
WHERE tenant_id = :tenant AND seq < :seq::bigint
  AND xid::text::bigint >= pg_snapshot_xmin(:since::pg_snapshot)::text::bigint
  AND NOT pg_visible_in_snapshot(xid, :since::pg_snapshot)
  AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
ORDER BY seq
