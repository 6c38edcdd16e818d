-- Lists prior authorizations, newest first. Ids are UUIDv7, so their order is the order of creation.
-- Parameters: tenant, limit, after (the last id of the page before, or null). Result: one page.
-- Index: prior_auths primary key.
WITH prior_auth AS (
    SELECT * FROM prior_auths
    WHERE tenant_id = :tenant AND id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY prior_auth.id DESC
)
\ir ../page.sql
