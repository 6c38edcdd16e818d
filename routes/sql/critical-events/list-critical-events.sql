-- Lists the critical events that one of the caller's roles may hear, newest first.
-- Parameters: tenant, roles (a JSON array), status (null for all), limit, after (the last id of the page before, or null).
-- Result: one page. Index: critical_events primary key.
WITH critical AS (
    SELECT * FROM critical_events
    WHERE tenant_id = :tenant AND id < coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND status = coalesce(:status, status)
      AND audience && ARRAY(SELECT jsonb_array_elements_text(:roles::jsonb))
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY critical.id DESC
)
\ir ../page.sql
