-- Removes dead letters that were replayed or discarded and are past their time, across tenants, a part of them.
-- Parameters: age (seconds). Result: how many it was. Index: dead_letters_resolved_at.
WITH removed AS (
    DELETE FROM dead_letters WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM dead_letters
        WHERE resolved_at < clock_timestamp() - make_interval(secs => :age::float) AND status <> 'pending'
        ORDER BY resolved_at LIMIT 1000 FOR UPDATE SKIP LOCKED))
    RETURNING 1
)
SELECT count(*) FROM removed
