-- Reads one patient. Parameters: tenant, id. Result: the patient, or no row.
-- Index: patients primary key.
WITH patient AS (SELECT * FROM patients WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
