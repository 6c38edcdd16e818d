-- Takes in a patient message (ADT^A04, A08): keeps it, and registers or changes the patient of that MRN.
-- What the message leaves out stays as it is; insurance and balance are the clinic's own.
-- Two messages that register one MRN at once collide at patients_mrn_key, and the second is tried again.
-- Parameters: tenant, request (the delivery), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before. Index: patients_mrn_key, hl7_content_key.
WITH input AS MATERIALIZED (
\ir input.sql
), told AS MATERIALIZED (
    SELECT report, report ->> 'patientCount' AS patients, sent.mrn, sent."firstName" AS first_name, sent."lastName" AS last_name,
           CASE WHEN pg_input_is_valid(sent.dob, 'date') THEN sent.dob::date END AS dob, sent.phone, sent.email
    FROM input, jsonb_to_record(report -> 'patient') AS sent(
        mrn text, "firstName" text, "lastName" text, dob text, phone text, email text)
), known AS MATERIALIZED (
    SELECT id FROM patients WHERE tenant_id = :tenant AND mrn = (SELECT mrn FROM told) FOR UPDATE
), verdict AS MATERIALIZED (
    SELECT CASE WHEN refused.reason IS NULL THEN 'processed' ELSE 'unmatched' END AS status, refused.reason,
           CASE WHEN refused.reason IS NOT NULL THEN NULL
                WHEN known.id IS NULL THEN 'The patient was registered' ELSE 'The patient was updated' END AS detail,
           CASE WHEN refused.reason IS NULL THEN coalesce(known.id, uuidv7()) END AS patient_id,
           NULL::uuid AS biopsy_id, NULL::uuid AS appointment_id, NULL AS prior_status, 1 AS part, told.report,
           NULL AS note
    FROM told LEFT JOIN known ON true,
         LATERAL (SELECT CASE WHEN told.patients = '0' THEN 'The message names no patient'
                              WHEN told.patients <> '1' THEN 'The message names several patients'
                              WHEN told.mrn IS NULL THEN 'The message has no patient identifier'
                              WHEN known.id IS NULL AND told.last_name IS NULL AND told.first_name IS NULL
                                  THEN 'The message has no name for a new patient' END AS reason) AS refused
), message AS (
\ir message.sql
), registered AS (
    INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email)
    SELECT :tenant, message.patient_id, told.mrn, coalesce(told.first_name, ''), coalesce(told.last_name, ''), told.dob,
           told.phone, told.email
    FROM message, told
    WHERE message.status = 'processed' AND NOT EXISTS (SELECT FROM known)
    RETURNING traced('patients', id, NULL, patient_facts(patients)) AS change
), changed AS (
    UPDATE patients AS stored
    SET first_name = coalesce(told.first_name, stored.first_name), last_name = coalesce(told.last_name, stored.last_name),
        dob = coalesce(told.dob, stored.dob), phone = coalesce(told.phone, stored.phone),
        email = coalesce(told.email, stored.email)
    FROM message, told
    WHERE stored.tenant_id = :tenant AND stored.id = message.patient_id AND message.status = 'processed'
    RETURNING traced('patients', stored.id, patient_facts(old), patient_facts(new)) AS change
), change AS (
    SELECT 1 AS part, change FROM registered UNION ALL SELECT 1, change FROM changed
), kept AS (
\ir keep-contents.sql
)
\ir answers.sql
