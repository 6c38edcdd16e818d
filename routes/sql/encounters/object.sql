-- The encounter as answers and events show it.
-- Included by statements that name their rows `encounter`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', encounter.id,
    'patientId', encounter.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'providerId', encounter.provider_id,
    'providerName', provider.name,
    'appointmentId', encounter.appointment_id,
    'status', encounter.status,
    'chiefComplaint', encounter.chief_complaint,
    'createdAt', iso(encounter.created_at),
    'updatedAt', iso(encounter.updated_at),
    'completedBy', encounter.completed_by,
    'signedBy', encounter.signed_by))::text AS object
FROM encounter
JOIN patients patient ON patient.tenant_id = encounter.tenant_id AND patient.id = encounter.patient_id
JOIN providers provider ON provider.tenant_id = encounter.tenant_id AND provider.id = encounter.provider_id
