-- The patient as answers and events show it.
-- Included by statements that name their rows `patient`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', patient.id,
    'mrn', patient.mrn,
    'firstName', patient.first_name,
    'lastName', patient.last_name,
    'dob', patient.dob,
    'phone', patient.phone,
    'email', patient.email,
    'insurance', patient.insurance,
    'balance', patient.balance,
    'lastUpdated', iso(patient.last_updated)))::text AS object
FROM patient
