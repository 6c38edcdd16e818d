-- Removes idempotency keys that are past their time, across tenants, a part of them. Parameters: age (seconds).
-- Result: how many it was. Index: idempotency_keys_created_at.
WITH removed AS (
    DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys WHERE created_at < clock_timestamp() - make_interval(secs => :age::float)
        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM removed
