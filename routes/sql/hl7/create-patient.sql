-- Registers the patient whom an unmatched message names (PID), so that it can be matched to a biopsy of theirs.
-- Parameters: tenant, id (the message's), newId, actor. Result: the patient, or no row when there is no such message, it is not
-- unmatched, it does not name one patient with identifier and name, or the clinic knows the patient.
-- Index: hl7 and hl7_contents primary keys, patients_mrn_key.
WITH message AS MATERIALIZED (
    SELECT stored.id, stored.status, contents.report -> 'patient' AS told
    FROM hl7 AS stored
    JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status = 'unmatched'
      AND contents.report ->> 'patientCount' = '1'
    FOR UPDATE OF stored
), patient AS (
    INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email)
    SELECT :tenant, :newId::uuid, told ->> 'mrn', coalesce(told ->> 'firstName', ''), coalesce(told ->> 'lastName', ''),
           CASE WHEN pg_input_is_valid(told ->> 'dob', 'date') THEN (told ->> 'dob')::date END, told ->> 'phone',
           told ->> 'email'
    FROM message
    WHERE told ->> 'mrn' IS NOT NULL AND coalesce(told ->> 'lastName', told ->> 'firstName') IS NOT NULL
      AND NOT EXISTS (SELECT FROM patients AS known
                      WHERE known.tenant_id = :tenant
                        AND known.mrn = ANY ((SELECT ARRAY(SELECT jsonb_array_elements_text(told -> 'mrns')) FROM message)::text[]))
    RETURNING *
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail, changes)
    SELECT :tenant, message.id, 'patient_created', message.status, :actor, 'Registered patient ' || patient.id,
           jsonb_build_array(traced('patients', patient.id, NULL, patient_facts(patient)))
    FROM message, patient
)
\ir ../patients/object.sql
