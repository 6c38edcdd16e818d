-- The referral as answers and events show it.
-- Included by statements that name their rows `referral`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', referral.id,
    'patientId', referral.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'status', referral.status,
    'specialty', referral.specialty,
    'declineNote', referral.decline_note,
    'createdAt', iso(referral.created_at),
    'updatedAt', iso(referral.updated_at)))::text AS object
FROM referral
JOIN patients patient ON patient.tenant_id = referral.tenant_id AND patient.id = referral.patient_id
