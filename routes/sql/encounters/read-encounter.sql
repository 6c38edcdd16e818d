-- Reads one encounter. Parameters: tenant, id. Result: the encounter, or no row.
-- Index: encounters primary key.
WITH encounter AS (SELECT * FROM encounters WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
