-- Measures what waits for a person and what is tried again, across tenants. Parameters: none.
-- Result: pending, oldest_seconds (0 when there is none), retried. Index: dead_letters_pending.
SELECT count(*) FILTER (WHERE retry_at IS NULL) AS pending,
       coalesce(extract(epoch FROM clock_timestamp() - min(failed_at) FILTER (WHERE retry_at IS NULL)), 0)::bigint
           AS oldest_seconds,
       count(retry_at) AS retried
FROM dead_letters WHERE status = 'pending'
