-- Opens an encounter, as a draft unless told otherwise.
-- Parameters: tenant, id, request. Result: the encounter. Index: encounters primary key.
WITH encounter AS (
    INSERT INTO encounters (tenant_id, id, patient_id, provider_id, appointment_id, status, chief_complaint)
    SELECT :tenant, :id::uuid, input."patientId", input."providerId", input."appointmentId",
           coalesce(input.status, 'draft'), input."chiefComplaint"
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "providerId" uuid, "appointmentId" uuid, status text, "chiefComplaint" text)
    RETURNING *
)
\ir object.sql
