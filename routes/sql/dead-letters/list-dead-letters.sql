-- Lists dead letters, newest first, without those that are tried again by themselves.
-- Parameters: tenant, status (null for all), limit, after (the last id of the page before, or null). Result: one page. Index: dead_letters primary key.
WITH letter AS (
    SELECT * FROM dead_letters
    WHERE tenant_id = :tenant AND id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      AND status = coalesce(:status, status)
      AND retry_at IS NULL
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY letter.id DESC
)
\ir ../page.sql
