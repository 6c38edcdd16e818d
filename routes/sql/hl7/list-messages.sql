-- Lists received messages, newest first. A page that found too little among the messages it looked through says where to go on.
-- Parameters: tenant, limit, after (the last id of the page before, or null), status, controlId, since, until, sender,
-- accession, mrn, type, text (each a filter, or null). Result: one page. Index: hl7 primary key and those of the filters.
\ir choose-messages.sql
, message AS MATERIALIZED (
    SELECT * FROM chosen
), object AS (
\ir object.sql
ORDER BY message.id DESC
), page (answer) AS (
\ir ../page.sql
), deepest AS (
    SELECT id FROM hl7
    WHERE tenant_id = :tenant AND id >= (SELECT first FROM span) AND id < (SELECT last FROM span)
      AND (SELECT narrowed_by IS NULL FROM span)
      AND (SELECT count(*) <= :limit::int FROM message)
    ORDER BY id DESC OFFSET 19999 LIMIT 1
)
SELECT coalesce((SELECT left(answer, -1) || ',"next":' || to_json(deepest.id) || '}' FROM deepest), answer) FROM page
