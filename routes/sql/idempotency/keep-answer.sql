-- Keeps the answer to the request that claimed the key, in its transaction.
-- Parameters: tenant, key, status, objectId, body. Result: the key. Index: idempotency_keys primary key.
UPDATE idempotency_keys SET status = :status::int, object_id = :objectId, body = :body
WHERE tenant_id = :tenant AND key = :key
RETURNING key
