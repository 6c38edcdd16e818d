-- Reads a tenant's changes by their numbers. Parameters: tenant, numbers. Result: the changes in order.
-- Index: change_log primary key.
SELECT tenant_id, seq, resource, op, entity_id, before::text AS before, after::text AS after, xid::text AS xid,
       coalesce(original_seq, seq) AS original, iso(coalesce(original_logged_at, logged_at)) AS logged_at
FROM change_log
WHERE tenant_id = :tenant AND seq = ANY (:numbers::bigint[])
ORDER BY seq
