-- Reads where the change log ends when a hub starts, across tenants, and the numbers below that a running transaction may
-- still hold: gaps since the oldest one began, by the clock and by its id, for a clock may be set. A log that retention has emptied
-- ends where that has come. Parameters: none. Result: head, and a row for each gap (first, last); one row with null ends when there
-- are none. Index: change_log_by_seq.
WITH oldest AS (
    SELECT coalesce(oldest_writer_began(), clock_timestamp()) - interval '1 minute' AS began
), low AS (
    SELECT coalesce((SELECT seq FROM change_log, oldest WHERE logged_at < began
                       AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY seq DESC LIMIT 1),
                    (SELECT pruned FROM change_log_horizon)) AS seq
), newer AS (
    SELECT change_log.seq, lag(change_log.seq, 1, low.seq) OVER (ORDER BY change_log.seq) AS before
    FROM change_log, low WHERE change_log.seq > low.seq
)
SELECT greatest((SELECT max(seq) FROM change_log), (SELECT pruned FROM change_log_horizon)) AS head,
       gap.before + 1 AS first, gap.seq - 1 AS last
FROM (SELECT 1) AS once
LEFT JOIN newer AS gap ON gap.seq > gap.before + 1
