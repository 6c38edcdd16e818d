-- Lists patients, newest first. Ids are UUIDv7, so their order is the order of creation.
-- Parameters: tenant, limit, after (the last id of the page before, or null). Result: one page.
-- Index: patients primary key.
WITH patient AS (
    SELECT * FROM patients
    WHERE tenant_id = :tenant AND id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY patient.id DESC
)
\ir ../page.sql
