-- Reads the first answer to a key. Parameters: tenant, key. Result: request_hash, status, object_id, body.
-- Index: idempotency_keys primary key.
SELECT request_hash, status, object_id, body FROM idempotency_keys WHERE tenant_id = :tenant AND key = :key AND status IS NOT NULL
