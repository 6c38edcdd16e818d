-- Reads one payment. Parameters: tenant, id. Result: the payment, or no row.
-- Index: payments primary key.
WITH payment AS (SELECT * FROM payments WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
