-- Moves an appointment to another status where the transitions allow it, and keeps the reason.
-- Parameters: tenant, id, request, transitions. Result: the appointment, or no row when it is not there or may not move.
-- Index: appointments primary key.
WITH appointment AS (
    UPDATE appointments AS stored
    SET status = input.status,
        reason = coalesce(input.reason, stored.reason)
    FROM jsonb_to_record(:request::jsonb) AS input(status text, reason text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, input.status)
    RETURNING stored.*
)
\ir object.sql
