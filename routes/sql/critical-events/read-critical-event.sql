-- Reads a critical event that one of the caller's roles may hear. Parameters: tenant, id, roles (a JSON array).
-- Result: the critical event, or no row. Index: critical_events primary key.
WITH critical AS (
    SELECT * FROM critical_events
    WHERE tenant_id = :tenant AND id = :id::uuid AND audience && ARRAY(SELECT jsonb_array_elements_text(:roles::jsonb))
)
\ir object.sql
