-- Registers a patient.
-- Parameters: tenant, id, request. Result: the patient. Index: patients primary key.
WITH patient AS (
    INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email, insurance, balance)
    SELECT :tenant, :id::uuid, input.mrn, input."firstName", input."lastName", input.dob, input.phone, input.email,
           input.insurance, coalesce(input.balance, 0)
    FROM jsonb_to_record(:request::jsonb) AS input(
        mrn text, "firstName" text, "lastName" text, dob date, phone text, email text, insurance jsonb, balance bigint)
    RETURNING *
)
\ir object.sql
