-- The message as lists show it, without its text.
-- Included by statements that name their rows `message`; result: one JSON object a row.
SELECT (jsonb_build_object('controlId', nullif(message.control_id, '')) || jsonb_strip_nulls(jsonb_build_object(
    'id', message.id,
    'sender', message.sender,
    'messageType', nullif(message.message_type, ''),
    'version', nullif(message.version, ''),
    'source', message.source,
    'status', message.status,
    'reason', message.reason,
    'note', message.note,
    'part', message.part,
    'originalId', message.original_id,
    'ackCode', message.ack_code,
    'controlIdReused', message.control_id_reused,
    'charsetMismatch', message.charset_mismatch,
    'duplicates', message.duplicates,
    'attempts', message.attempts,
    'resultStatus', message.result_status,
    'orderNumbers', message.order_numbers,
    'mrn', message.mrn,
    'patientId', message.patient_id,
    'biopsyId', message.biopsy_id,
    'appointmentId', message.appointment_id,
    'messageTime', iso(message.message_time),
    'handledBy', message.handled_by,
    'receivedAt', iso(message.received_at),
    'updatedAt', iso(message.updated_at))))::text AS object
FROM message
