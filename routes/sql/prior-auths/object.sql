-- The prior authorization as answers and events show it.
-- Included by statements that name their rows `prior_auth`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', prior_auth.id,
    'patientId', prior_auth.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'status', prior_auth.status,
    'serviceType', prior_auth.service_type,
    'insurancePlan', prior_auth.insurance_plan,
    'authNumber', prior_auth.auth_number,
    'expirationDate', prior_auth.expiration_date,
    'denialReason', prior_auth.denial_reason,
    'createdAt', iso(prior_auth.created_at),
    'updatedAt', iso(prior_auth.updated_at)))::text AS object
FROM prior_auth
JOIN patients patient ON patient.tenant_id = prior_auth.tenant_id AND patient.id = prior_auth.patient_id
