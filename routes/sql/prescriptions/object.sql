-- The prescription as answers and events show it.
-- Included by statements that name their rows `prescription`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', prescription.id,
    'patientId', prescription.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'providerId', prescription.provider_id,
    'providerName', provider.name,
    'medication', prescription.medication,
    'status', prescription.status,
    'sentAt', iso(prescription.sent_at),
    'createdAt', iso(prescription.created_at),
    'dosage', prescription.dosage,
    'quantity', prescription.quantity,
    'refills', prescription.refills,
    'pharmacy', prescription.pharmacy,
    'instructions', prescription.instructions))::text AS object
FROM prescription
JOIN patients patient ON patient.tenant_id = prescription.tenant_id AND patient.id = prescription.patient_id
JOIN providers provider ON provider.tenant_id = prescription.tenant_id AND provider.id = prescription.provider_id
