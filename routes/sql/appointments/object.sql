-- The appointment as answers and events show it.
-- What may be unknown is null, for the contract has these fields always.
-- Included by statements that name their rows `appointment`; result: one JSON object a row.
SELECT json_build_object(
    'id', appointment.id,
    'patientId', appointment.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'providerId', appointment.provider_id,
    'providerName', provider.name,
    'locationId', appointment.location_id,
    'locationName', location.name,
    'scheduledStart', iso(appointment.scheduled_start),
    'scheduledEnd', iso(appointment.scheduled_end),
    'status', appointment.status,
    'appointmentTypeId', appointment.appointment_type_id,
    'appointmentTypeName', appointment_type.name)::text AS object
FROM appointment
JOIN patients patient ON patient.tenant_id = appointment.tenant_id AND patient.id = appointment.patient_id
JOIN providers provider ON provider.tenant_id = appointment.tenant_id AND provider.id = appointment.provider_id
LEFT JOIN locations location ON location.tenant_id = appointment.tenant_id AND location.id = appointment.location_id
LEFT JOIN appointment_types appointment_type
    ON appointment_type.tenant_id = appointment.tenant_id AND appointment_type.id = appointment.appointment_type_id
