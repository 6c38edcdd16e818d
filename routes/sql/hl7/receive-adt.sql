-- Takes in a patient message (ADT^A04, A08): keeps it, and registers or changes the patient whom it names.
-- What the message leaves out stays as it is, an explicit null clears it; insurance and balance are the clinic's own. A message
-- that was sent before one that is already here is kept and changes nothing.
-- Two messages that register one MRN at once collide at patients_mrn_key, and the second is tried again.
-- Parameters: tenant, request (the delivery), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before. Index: patients_mrn_key, hl7_content_key,
-- message_times primary key.
WITH input AS MATERIALIZED (
\ir input.sql
), told AS MATERIALIZED (
    SELECT report, report -> 'patient' AS patient, report ->> 'patientCount' AS patients, sent.mrn, sent."firstName" AS first_name, sent."lastName" AS last_name,
           CASE WHEN pg_input_is_valid(sent.dob, 'date') THEN sent.dob::date END AS dob, sent.phone, sent.email
    FROM input, jsonb_to_record(report -> 'patient') AS sent(
        mrn text, "firstName" text, "lastName" text, dob text, phone text, email text)
), known AS MATERIALIZED (
    SELECT id FROM patients
    WHERE tenant_id = :tenant
      AND mrn = ANY ((SELECT ARRAY(SELECT jsonb_array_elements_text(patient -> 'mrns')) FROM told)::text[])
    ORDER BY id FOR UPDATE
), refused AS MATERIALIZED (
    SELECT CASE WHEN told.patients = '0' THEN 'The message names no patient'
                WHEN told.patients <> '1' THEN 'The message names several patients'
                WHEN told.mrn IS NULL THEN 'The message has no patient identifier'
                WHEN (SELECT count(*) > 1 FROM known) THEN 'The identifiers of the message are of several patients'
                WHEN NOT EXISTS (SELECT FROM known) AND told.last_name IS NULL AND told.first_name IS NULL
                    THEN 'The message has no name for a new patient' END AS reason
    FROM told
), subject AS MATERIALIZED (
    SELECT coalesce(known.id, uuidv7()) AS id, known.id IS NULL AS unknown
    FROM refused LEFT JOIN known ON true
    WHERE refused.reason IS NULL
), newest AS (
\ir keep-message-time.sql
), verdict AS MATERIALIZED (
    SELECT CASE WHEN refused.reason IS NULL THEN 'processed' ELSE 'unmatched' END AS status, refused.reason,
           CASE WHEN subject.unknown THEN 'The patient was registered'
                WHEN (SELECT late FROM newest) THEN 'A newer message about the patient was there already; this one changes nothing'
                WHEN subject.id IS NOT NULL THEN 'The patient was updated' END AS detail,
           subject.id AS patient_id, NULL::uuid AS biopsy_id, NULL::uuid AS appointment_id, NULL AS prior_status, 1 AS part,
           told.report, NULL AS note
    FROM told, refused LEFT JOIN subject ON true
), message AS (
\ir message.sql
), registered AS (
    INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email)
    SELECT :tenant, message.patient_id, told.mrn, coalesce(told.first_name, ''), coalesce(told.last_name, ''), told.dob,
           told.phone, told.email
    FROM message, told, subject
    WHERE message.status = 'processed' AND subject.unknown
    RETURNING traced('patients', id, NULL, patient_facts(patients)) AS change
), changed AS (
    UPDATE patients AS stored
    SET first_name = coalesce(told.first_name, stored.first_name), last_name = coalesce(told.last_name, stored.last_name),
        dob = CASE WHEN told.patient -> 'dob' = 'null' THEN NULL ELSE coalesce(told.dob, stored.dob) END,
        phone = CASE WHEN told.patient -> 'phone' = 'null' THEN NULL ELSE coalesce(told.phone, stored.phone) END,
        email = CASE WHEN told.patient -> 'email' = 'null' THEN NULL ELSE coalesce(told.email, stored.email) END
    FROM message, told
    WHERE stored.tenant_id = :tenant AND stored.id = message.patient_id AND message.status = 'processed'
      AND NOT coalesce((SELECT late FROM newest), false)
    RETURNING traced('patients', stored.id, patient_facts(old), patient_facts(new)) AS change
), change AS (
    SELECT 1 AS part, change FROM registered UNION ALL SELECT 1, change FROM changed
), kept AS (
\ir keep-contents.sql
)
\ir answers.sql
