-- Signs an encounter, and keeps who did.
-- Parameters: tenant, id, actor, target, transitions. Result: the encounter, or no row when it is not there or may not move.
-- Index: encounters primary key.
WITH encounter AS (
    UPDATE encounters AS stored
    SET status = :target, signed_by = :actor
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
)
\ir object.sql
