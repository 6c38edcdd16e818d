-- Reads one prior authorization. Parameters: tenant, id. Result: the prior authorization, or no row.
-- Index: prior_auths primary key.
WITH prior_auth AS (SELECT * FROM prior_auths WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
