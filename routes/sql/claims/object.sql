-- The claim as answers and events show it.
-- Included by statements that name their rows `claim`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', claim.id,
    'claimNumber', claim.claim_number,
    'patientId', claim.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'encounterId', claim.encounter_id,
    'status', claim.status,
    'totalCharges', claim.total_charges,
    'lineItems', claim.line_items,
    'payer', claim.payer,
    'payerName', claim.payer_name,
    'serviceDate', claim.service_date,
    'submittedAt', iso(claim.submitted_at),
    'denialReason', claim.denial_reason,
    'paidAmount', claim.paid_amount))::text AS object
FROM claim
JOIN patients patient ON patient.tenant_id = claim.tenant_id AND patient.id = claim.patient_id
