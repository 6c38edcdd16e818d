-- Books an appointment.
-- Parameters: tenant, id, request. Result: the appointment. Index: appointments primary key.
WITH appointment AS (
    INSERT INTO appointments (tenant_id, id, patient_id, provider_id, location_id, appointment_type_id, scheduled_start,
                              scheduled_end, reason)
    SELECT :tenant, :id::uuid, input."patientId", input."providerId", input."locationId", input."appointmentTypeId",
           input."scheduledStart", input."scheduledEnd", input.reason
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "providerId" uuid, "locationId" uuid, "appointmentTypeId" uuid, "scheduledStart" timestamptz,
        "scheduledEnd" timestamptz, reason text)
    RETURNING *
)
\ir object.sql
