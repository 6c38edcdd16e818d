-- Opens a claim as a draft; total charges are what is given, else the sum of the line items.
-- Line items that do not sum to the total charges given are refused, by claims_total_charges_check.
-- Parameters: tenant, id, request. Result: the claim. Index: claims primary key.
WITH claim AS (
    INSERT INTO claims (tenant_id, id, claim_number, patient_id, encounter_id, total_charges, line_items, payer,
                        payer_name, service_date)
    SELECT :tenant, :id::uuid, 'CLM-' || nextval('claim_numbers'), input."patientId", input."encounterId",
           CASE WHEN input."totalCharges" <> lines.total THEN -1 ELSE coalesce(input."totalCharges", lines.total) END,
           input."lineItems", input.payer, input."payerName", input."serviceDate"
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "encounterId" uuid, "totalCharges" bigint, "lineItems" jsonb, payer text, "payerName" text,
        "serviceDate" date)
    CROSS JOIN LATERAL (SELECT sum((line ->> 'charge')::bigint)::bigint AS total
                        FROM jsonb_array_elements(input."lineItems") AS line) AS lines
    RETURNING *
)
\ir object.sql
