-- Records money received for a claim; it moves the patient's balance only when it is posted.
-- Parameters: tenant, id (the claim's), newId, request. Result: the payment, or no row when there is no such claim.
-- Index: claims primary key.
WITH payment AS (
    INSERT INTO payments (tenant_id, id, patient_id, claim_id, amount, payment_date, payment_method, payer, check_number)
    SELECT claim.tenant_id, :newId::uuid, claim.patient_id, claim.id, input.amount, input."paymentDate",
           input."paymentMethod", coalesce(input.payer, claim.payer), input."checkNumber"
    FROM claims AS claim, jsonb_to_record(:request::jsonb) AS input(
        amount bigint, "paymentDate" date, "paymentMethod" text, payer text, "checkNumber" text)
    WHERE claim.tenant_id = :tenant AND claim.id = :id::uuid
    RETURNING *
)
\ir ../payments/object.sql
