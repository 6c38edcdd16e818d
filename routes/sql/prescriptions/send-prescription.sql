-- Sends a prescription to the pharmacy, and keeps who did.
-- Parameters: tenant, id, actor, target, transitions. Result: the prescription, or no row when it is not there or may not be sent.
-- Index: prescriptions primary key.
WITH prescription AS (
    UPDATE prescriptions AS stored
    SET status = :target, sent_at = clock_timestamp(), sent_by = :actor
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
)
\ir object.sql
