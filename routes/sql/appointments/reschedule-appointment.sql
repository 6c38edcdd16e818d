-- Moves an appointment to another time; one whose status is final stays where it is.
-- Parameters: tenant, id, request, transitions. Result: the appointment, or no row when it is not there or is over.
-- Index: appointments primary key.
WITH appointment AS (
    UPDATE appointments AS stored
    SET scheduled_start = input."scheduledStart",
        scheduled_end = input."scheduledEnd",
        updated_at = clock_timestamp()
    FROM jsonb_to_record(:request::jsonb) AS input("scheduledStart" timestamptz, "scheduledEnd" timestamptz)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb, stored.status)
    RETURNING stored.*
)
\ir object.sql
