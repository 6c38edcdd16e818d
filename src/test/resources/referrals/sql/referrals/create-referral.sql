-- Writes a referral as a draft.
-- Parameters: tenant, id, request. Result: the referral. Index: referrals primary key.
WITH referral AS (
    INSERT INTO referrals (tenant_id, id, patient_id, specialty)
    SELECT :tenant, :id::uuid, input."patientId", input.specialty
    FROM jsonb_to_record(:request::jsonb) AS input("patientId" uuid, specialty text)
    RETURNING *
)
\ir object.sql
