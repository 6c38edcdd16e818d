-- Moves a prescription to another status where the transitions allow it; one that is sent keeps when.
-- Parameters: tenant, id, request, transitions. Result: the prescription, or no row when it is not there or may not move.
-- Index: prescriptions primary key.
WITH prescription AS (
    UPDATE prescriptions AS stored
    SET status = input.status,
        sent_at = CASE input.status WHEN 'sent' THEN clock_timestamp() ELSE stored.sent_at END
    FROM jsonb_to_record(:request::jsonb) AS input(status text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, input.status)
    RETURNING stored.*
)
\ir object.sql
