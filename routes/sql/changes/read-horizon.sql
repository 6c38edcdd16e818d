-- Reads where a tenant's log stands, and what the row of a token could see when it was written.
-- Parameters: tenant, seq (of the token). Result: snapshot, head (the tenant's last number), last (the log's), pruned (the highest number that retention has removed, or
-- 0), pruned_xid (the youngest transaction of which it has removed something), row_snapshot (null when there is no such row). Index: change_log primary key.
SELECT pg_current_snapshot()::text AS snapshot,
       coalesce((SELECT max(seq) FROM change_log WHERE tenant_id = :tenant), 0) AS head,
       (SELECT last_value FROM change_log_seq) AS last,
       (SELECT pruned FROM change_log_horizon) AS pruned,
       (SELECT pruned_xid::text FROM change_log_horizon) AS pruned_xid,
       (SELECT snapshot::text FROM change_log WHERE tenant_id = :tenant AND seq = :seq::bigint) AS row_snapshot
