-- Sends a prescription to the pharmacy.
-- Parameters: tenant, id, target, transitions. Result: the prescription, or no row when it is not there or may not be sent.
-- Index: prescriptions primary key.
WITH prescription AS (
    UPDATE prescriptions AS stored
    SET status = :target, sent_at = clock_timestamp()
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
)
\ir object.sql
