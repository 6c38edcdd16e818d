-- Chooses the messages that match an operator's filters, newest first, one more than `limit`, by the narrowest index that a
-- filter allows; without such a filter among the newest 20,000 before `after` and of the time asked for, so that no search takes
-- long. Ids are UUIDv7, so their order is the order of arrival.
-- Included by statements that choose messages, as their first CTEs up to `chosen`.
-- Parameters: tenant, limit, after (an id, or null), status, controlId, since, until, accession, mrn.
-- Index: hl7_control_id, hl7_first_number, hl7_second_number, hl7_more_numbers, hl7_mrn, hl7_open, hl7 primary key.
WITH span AS MATERIALIZED (
    SELECT id_at(coalesce(:since::timestamptz - interval '1 second', 'epoch')) AS first,
           least(:after::uuid, id_at(:until::timestamptz + interval '1 second'), 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS last,
           CASE WHEN :controlId::text IS NOT NULL THEN 'control id' WHEN :accession::text IS NOT NULL THEN 'number'
                WHEN :mrn::text IS NOT NULL THEN 'identifier'
                WHEN :status::text IN ('unmatched', 'failed', 'rejected') THEN 'open' END AS narrowed_by
), narrowed AS (
    SELECT id FROM hl7 WHERE tenant_id = :tenant AND control_id = :controlId
    UNION ALL
    SELECT id FROM hl7
    WHERE tenant_id = :tenant AND order_numbers[1] = :accession AND (SELECT narrowed_by = 'number' FROM span)
    UNION ALL
    SELECT id FROM hl7
    WHERE tenant_id = :tenant AND order_numbers[2] = :accession AND (SELECT narrowed_by = 'number' FROM span)
    UNION ALL
    SELECT id FROM hl7
    WHERE tenant_id = :tenant AND order_numbers[3] IS NOT NULL AND id < (SELECT last FROM span)
      AND order_numbers[1] <> :accession AND order_numbers[2] <> :accession AND (SELECT narrowed_by = 'number' FROM span)
    UNION ALL
    SELECT id FROM hl7 WHERE tenant_id = :tenant AND mrn = :mrn AND (SELECT narrowed_by = 'identifier' FROM span)
    UNION ALL
    SELECT id FROM hl7
    WHERE tenant_id = :tenant AND status <> 'processed' AND id >= (SELECT first FROM span) AND id < (SELECT last FROM span)
      AND (SELECT narrowed_by = 'open' FROM span)
), chosen AS (
    (SELECT stored.* FROM narrowed
     JOIN hl7 AS stored ON stored.tenant_id = :tenant AND stored.id = narrowed.id
     WHERE stored.id >= (SELECT first FROM span) AND stored.id < (SELECT last FROM span) AND
\ir filters.sql
     ORDER BY stored.id DESC LIMIT :limit::int + 1)
    UNION ALL
    (SELECT stored.*
     FROM (SELECT * FROM hl7
           WHERE tenant_id = :tenant AND id >= (SELECT first FROM span) AND id < (SELECT last FROM span)
             AND (SELECT narrowed_by IS NULL FROM span)
           ORDER BY id DESC LIMIT 20000) AS stored
     WHERE
\ir filters.sql
     ORDER BY stored.id DESC LIMIT :limit::int + 1)
)
