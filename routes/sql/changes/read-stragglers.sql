-- Lists the numbers of a tenant's changes below a token's row that were not committed when that row was written, but for those of its own
-- transaction, which came with it, and before it.
-- Parameters: tenant, seq and since (the row's number and snapshot), snapshot (of the round). Result: seq and original (the change that it repeats, or
-- itself), in order.
-- Index: change_log_by_xid; the inner select stands alone (OFFSET 0), so that it is not the primary key, which would read all
-- of the tenant's log below the token.
SELECT seq, coalesce(original_seq, seq) AS original
FROM (
    SELECT * FROM change_log
    WHERE tenant_id = :tenant AND xid >= pg_snapshot_xmin(:since::pg_snapshot)
    OFFSET 0
) AS late
WHERE seq < :seq::bigint
  AND NOT pg_visible_in_snapshot(xid, :since::pg_snapshot)
  AND pg_visible_in_snapshot(xid, :snapshot::pg_snapshot)
  AND xid <> (SELECT own.xid FROM change_log AS own WHERE own.tenant_id = :tenant AND own.seq = :seq::bigint)
ORDER BY seq
