-- Reads one provider. Parameters: tenant, id. Result: the provider, or no row.
-- Index: providers primary key.
WITH provider AS (SELECT * FROM providers WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
