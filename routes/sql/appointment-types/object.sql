-- The appointment type as answers show it.
-- Included by statements that name their rows `appointment_type`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', appointment_type.id,
    'name', appointment_type.name,
    'durationMinutes', appointment_type.duration_minutes))::text AS object
FROM appointment_type
