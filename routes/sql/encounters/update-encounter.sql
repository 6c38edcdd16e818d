-- Changes what is given of an encounter; what is absent stays, null clears.
-- The status moves where the transitions allow it; completing and signing have statements of their own.
-- One whose status is final, a signed one, stays as it is.
-- Parameters: tenant, id, request, transitions. Result: the encounter, or no row when it is not there or may not move.
-- Index: encounters primary key.
WITH encounter AS (
    UPDATE encounters AS stored
    SET (provider_id, appointment_id, status, chief_complaint) = (
        SELECT changed.provider_id, changed.appointment_id, changed.status, changed.chief_complaint
        FROM jsonb_populate_record(stored, column_names(:request::jsonb)) AS changed),
        updated_at = clock_timestamp()
    FROM jsonb_to_record(:request::jsonb) AS input(status text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb, stored.status)
      AND (coalesce(input.status, stored.status) = stored.status
           OR input.status NOT IN ('completed', 'signed')
              AND jsonb_exists(:transitions::jsonb -> stored.status, input.status))
    RETURNING stored.*
)
\ir object.sql
