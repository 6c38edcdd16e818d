-- Reads one prescription. Parameters: tenant, id. Result: the prescription, or no row.
-- Index: prescriptions primary key.
WITH prescription AS (SELECT * FROM prescriptions WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
