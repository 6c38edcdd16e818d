-- Writes a prescription; it is pending until it is sent.
-- Parameters: tenant, id, request. Result: the prescription. Index: prescriptions primary key.
WITH prescription AS (
    INSERT INTO prescriptions (tenant_id, id, patient_id, provider_id, medication, dosage, quantity, refills, pharmacy,
                               instructions)
    SELECT :tenant, :id::uuid, input."patientId", input."providerId", input.medication, input.dosage, input.quantity,
           input.refills, input.pharmacy, input.instructions
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "providerId" uuid, medication text, dosage text, quantity jsonb, refills integer,
        pharmacy text, instructions text)
    RETURNING *
)
\ir object.sql
