-- Reads one message whole. Parameters: tenant, id. Result: the message, or no row. Index: hl7 primary key.
WITH message AS (
    SELECT * FROM hl7 WHERE tenant_id = :tenant AND id = :id::uuid
), object AS (
\ir object.sql
)
\ir whole.sql
