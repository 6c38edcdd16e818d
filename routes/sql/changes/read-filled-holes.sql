-- Lists the numbers of a tenant's changes that have filled the holes of a token, and those below it of transactions that ran then.
-- Parameters: tenant, froms and tos (the holes' ends), seq (of the token), running (the transactions), snapshot (of the round).
-- Result: seq and original (the change that it repeats, or itself), in order. Index: change_log primary key, change_log_by_xid.
SELECT change.seq, coalesce(change.original_seq, change.seq) AS original
FROM (
    SELECT filled.*
    FROM unnest(:froms::bigint[], :tos::bigint[]) AS hole(first, last)
    -- The limit keeps the planner from reading the tenant's whole log once instead of each hole by the index.
    CROSS JOIN LATERAL (
        SELECT * FROM change_log
        WHERE tenant_id = :tenant AND seq BETWEEN hole.first AND hole.last
        ORDER BY seq LIMIT hole.last - hole.first + 1
    ) AS filled
    UNION ALL
    SELECT late.*
    FROM unnest(:running::xid8[]) AS transaction(id)
    CROSS JOIN LATERAL (
        SELECT * FROM change_log WHERE tenant_id = :tenant AND xid = transaction.id OFFSET 0
    ) AS late
    WHERE late.seq <= :seq::bigint
      AND NOT EXISTS (SELECT FROM unnest(:froms::bigint[], :tos::bigint[]) AS hole(first, last)
                      WHERE late.seq BETWEEN hole.first AND hole.last)
) AS change
WHERE pg_visible_in_snapshot(change.xid, :snapshot::pg_snapshot)
ORDER BY change.seq
