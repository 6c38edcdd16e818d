-- The payment as answers and events show it.
-- Included by statements that name their rows `payment`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', payment.id,
    'patientId', payment.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'claimId', payment.claim_id,
    'amount', payment.amount,
    'paymentDate', payment.payment_date,
    'paymentMethod', payment.payment_method,
    'payer', payment.payer,
    'createdAt', iso(payment.created_at),
    'checkNumber', payment.check_number,
    'status', payment.status,
    'postedAt', iso(payment.posted_at)))::text AS object
FROM payment
JOIN patients patient ON patient.tenant_id = payment.tenant_id AND patient.id = payment.patient_id
