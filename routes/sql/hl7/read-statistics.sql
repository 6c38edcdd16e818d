-- Counts a tenant's messages by what became of them, in all and today, and by sender. Parameters: tenant. Result: the numbers.
-- Index: hl7 primary key.
SELECT json_strip_nulls(json_build_object(
    'received', count(*),
    'byStatus', json_build_object(
        'processed', count(*) FILTER (WHERE status = 'processed'),
        'unmatched', count(*) FILTER (WHERE status = 'unmatched'),
        'failed', count(*) FILTER (WHERE status = 'failed'),
        'rejected', count(*) FILTER (WHERE status = 'rejected'),
        'duplicate', coalesce(sum(duplicates), 0)),
    'today', count(*) FILTER (WHERE received_at >= date_trunc('day', now())),
    'lastReceivedAt', iso(max(received_at)),
    'senders', (SELECT coalesce(json_agg(json_build_object(
                    'sender', of_sender.sender, 'received', of_sender.received, 'unmatched', of_sender.unmatched,
                    'lastReceivedAt', iso(of_sender.last)) ORDER BY of_sender.sender), '[]')
                FROM (SELECT sender, count(*) AS received, count(*) FILTER (WHERE status = 'unmatched') AS unmatched,
                             max(received_at) AS last
                      FROM hl7 WHERE tenant_id = :tenant GROUP BY sender) AS of_sender)))::text AS object
FROM hl7
WHERE tenant_id = :tenant
