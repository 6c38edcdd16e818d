-- Reads one claim. Parameters: tenant, id. Result: the claim, or no row. Index: claims primary key.
WITH claim AS (SELECT * FROM claims WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
