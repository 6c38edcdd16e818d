-- Asks for a prior authorization; it is pending until it moves.
-- Parameters: tenant, id, request. Result: the prior authorization. Index: prior_auths primary key.
WITH prior_auth AS (
    INSERT INTO prior_auths (tenant_id, id, patient_id, service_type, insurance_plan, auth_number, expiration_date)
    SELECT :tenant, :id::uuid, input."patientId", input."serviceType", input."insurancePlan", input."authNumber",
           input."expirationDate"
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "serviceType" text, "insurancePlan" text, "authNumber" text, "expirationDate" date)
    RETURNING *
)
\ir object.sql
