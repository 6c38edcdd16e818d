-- Lists providers, newest first. Ids are UUIDv7, so their order is the order of creation.
-- Parameters: tenant, limit, after (the last id of the page before, or null). Result: one page.
-- Index: providers primary key.
WITH provider AS (
    SELECT * FROM providers
    WHERE tenant_id = :tenant AND id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY provider.id DESC
)
\ir ../page.sql
