-- Reads one location. Parameters: tenant, id. Result: the location, or no row.
-- Index: locations primary key.
WITH location AS (SELECT * FROM locations WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
