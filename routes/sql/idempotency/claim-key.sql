-- Claims an Idempotency-Key for the request of this transaction; a key older than 24 hours is free again.
-- Parameters: tenant, key, hash. Result: a row when the key is ours, none when it was used before. Waits for a request
-- with the same key that is still running. Index: idempotency_keys primary key.
INSERT INTO idempotency_keys (tenant_id, key, request_hash) VALUES (:tenant, :key, :hash)
ON CONFLICT (tenant_id, key) DO UPDATE
    SET request_hash = excluded.request_hash, status = NULL, object_id = NULL, body = NULL, created_at = clock_timestamp()
    WHERE idempotency_keys.tenant_id = :tenant AND idempotency_keys.created_at < clock_timestamp() - interval '24 hours'
RETURNING key
