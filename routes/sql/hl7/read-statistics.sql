-- Counts a tenant's messages by what became of them, by sender, hour and day, of the last 31 days; and what is open now, however
-- old it is. Parameters: tenant. Result: the numbers. Index: hl7 primary key, hl7_open.
WITH recent AS MATERIALIZED (
    SELECT sender, status, duplicates, received_at FROM hl7
    WHERE tenant_id = :tenant AND id >= id_at(now() - interval '31 days')
), open AS MATERIALIZED (
    SELECT status, received_at FROM hl7
    WHERE tenant_id = :tenant AND status <> 'processed' AND status IN ('unmatched', 'failed')
      AND id >= '00000000-0000-0000-0000-000000000000'
)
SELECT json_strip_nulls(json_build_object(
    'received', count(*),
    'byStatus', json_build_object(
        'processed', count(*) FILTER (WHERE status = 'processed'),
        'unmatched', count(*) FILTER (WHERE status = 'unmatched'),
        'failed', count(*) FILTER (WHERE status = 'failed'),
        'rejected', count(*) FILTER (WHERE status = 'rejected'),
        'duplicate', coalesce(sum(duplicates), 0)),
    'today', count(*) FILTER (WHERE received_at >= date_trunc('day', now(), 'UTC')),
    'lastReceivedAt', iso(max(received_at)),
    'open', (SELECT json_build_object(
                 'unmatched', count(*) FILTER (WHERE status = 'unmatched'),
                 'failed', count(*) FILTER (WHERE status = 'failed'),
                 'oldestUnmatchedAt', iso(min(received_at) FILTER (WHERE status = 'unmatched')),
                 'oldestUnmatchedSeconds', extract(epoch FROM now() - min(received_at) FILTER (WHERE status = 'unmatched'))::bigint)
             FROM open),
    'senders', (SELECT coalesce(json_agg(json_build_object(
                    'sender', of_sender.sender, 'received', of_sender.received, 'processed', of_sender.processed,
                    'unmatched', of_sender.unmatched, 'failed', of_sender.failed, 'rejected', of_sender.rejected,
                    'lastReceivedAt', iso(of_sender.last)) ORDER BY of_sender.sender), '[]')
                FROM (SELECT sender, count(*) AS received, count(*) FILTER (WHERE status = 'processed') AS processed,
                             count(*) FILTER (WHERE status = 'unmatched') AS unmatched,
                             count(*) FILTER (WHERE status = 'failed') AS failed,
                             count(*) FILTER (WHERE status = 'rejected') AS rejected, max(received_at) AS last
                      FROM recent GROUP BY sender) AS of_sender),
    'hours', (SELECT coalesce(json_agg(json_build_object('from', iso(hour), 'received', received, 'unmatched', unmatched)
                                       ORDER BY hour), '[]')
              FROM (SELECT date_trunc('hour', received_at) AS hour, count(*) AS received,
                           count(*) FILTER (WHERE status = 'unmatched') AS unmatched
                    FROM recent WHERE received_at >= date_trunc('hour', now()) - interval '23 hours' GROUP BY hour) AS of_hour),
    'days', (SELECT coalesce(json_agg(json_build_object('from', iso(day), 'received', received, 'unmatched', unmatched)
                                      ORDER BY day), '[]')
             FROM (SELECT date_trunc('day', received_at, 'UTC') AS day, count(*) AS received,
                          count(*) FILTER (WHERE status = 'unmatched') AS unmatched
                   FROM recent GROUP BY day) AS of_day)))::text AS object
FROM recent
