-- Reads one biopsy. Parameters: tenant, id. Result: the biopsy, or no row.
-- Index: biopsies primary key.
WITH biopsy AS (SELECT * FROM biopsies WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
