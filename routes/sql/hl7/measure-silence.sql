-- Measures how long each sender has been silent, and how long it usually is at this time of the week: the silence that held at
-- the same moment of the last four weeks, and a while before. Of four the longest is left out, which may have been a holiday
-- or a failure. A sender that was there in fewer than two of the weeks is left out.
-- Parameters: tenant, floor (the while, in seconds). Result: sender, silent and usual (seconds), at most 10,000 senders.
-- Index: hl7_sender.
WITH RECURSIVE known AS (
    (SELECT sender FROM hl7 WHERE tenant_id = :tenant ORDER BY sender LIMIT 1)
    UNION ALL
    SELECT following.sender
    FROM known, LATERAL (SELECT message.sender FROM hl7 AS message
                         WHERE message.tenant_id = :tenant AND message.sender > known.sender
                         ORDER BY message.sender LIMIT 1) AS following
), moment AS (
    SELECT week, clock_timestamp() - week * interval '7 days' - early AS at
    FROM generate_series(1, 4) AS week,
         (VALUES (interval '0'), (make_interval(secs => :floor::float))) AS asked (early)
)
SELECT known.sender, extract(epoch FROM clock_timestamp() - last.at)::bigint AS silent,
       extract(epoch FROM usual.length)::bigint AS usual
FROM (SELECT sender FROM known LIMIT 10000) AS known,
     LATERAL (SELECT max(received_at) AS at FROM hl7 WHERE tenant_id = :tenant AND hl7.sender = known.sender) AS last,
     LATERAL (SELECT percentile_disc(0.75) WITHIN GROUP (ORDER BY length) AS length, count(*) AS weeks
              FROM (SELECT max(next.at - previous.at) AS length
                    FROM moment,
                         LATERAL (SELECT max(received_at) AS at FROM hl7
                                  WHERE tenant_id = :tenant AND hl7.sender = known.sender
                                    AND received_at <= moment.at) AS previous,
                         LATERAL (SELECT min(received_at) AS at FROM hl7
                                  WHERE tenant_id = :tenant AND hl7.sender = known.sender
                                    AND received_at > moment.at) AS next
                    WHERE previous.at IS NOT NULL AND next.at IS NOT NULL
                    GROUP BY week) AS weekly) AS usual
WHERE usual.weeks >= 2
