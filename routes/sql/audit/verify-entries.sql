-- Computes the chain of a tenant's audit log anew. Parameters: tenant. Result: how many entries there are, the last one's number
-- and hash, and the first place where the chain is broken, and how. Index: audit_log primary key.
WITH checked AS (
    SELECT number, hash, lag(number, 1, 0) OVER follows AS before,
           audit_hash(lag(hash) OVER follows, tenant_id, number, at, actor, action, resource, object_id, outcome, remote) AS due
    FROM audit_log WHERE tenant_id = :tenant
    WINDOW follows AS (ORDER BY number)
), broken AS (
    SELECT number, CASE WHEN number <> before + 1 THEN 'Entries before this one are missing'
                        ELSE 'This entry or the one before it was changed' END AS reason
    FROM checked WHERE number <> before + 1 OR hash <> due
    ORDER BY number LIMIT 1
), last AS (
    SELECT number, hash FROM checked ORDER BY number DESC LIMIT 1
)
SELECT json_strip_nulls(json_build_object(
    'intact', NOT EXISTS (SELECT FROM broken),
    'entries', (SELECT count(*) FROM checked),
    'last', (SELECT number::text FROM last),
    'lastHash', (SELECT encode(hash, 'hex') FROM last),
    'brokenAt', (SELECT number::text FROM broken),
    'reason', (SELECT reason FROM broken)))::text AS object
