-- Reads one dead letter. Parameters: tenant, id. Result: the dead letter, or no row. Index: dead_letters primary key.
WITH letter AS (SELECT * FROM dead_letters WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
