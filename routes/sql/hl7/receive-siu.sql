-- Takes in a scheduling message: keeps it, and makes (S12), moves (S13) or cancels (S15) the appointment of that placer or
-- filler number. A move of an appointment that nobody made yet makes it.
-- Parameters: tenant, request (the delivery), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before.
-- Index: patients_mrn_key, appointments_placer_number_key, appointments_filler_number, hl7_content_key.
WITH input AS MATERIALIZED (
\ir input.sql
), told AS MATERIALIZED (
    SELECT report, report ->> 'patientCount' AS patients, report ->> 'trigger' AS trigger,
           ARRAY(SELECT jsonb_array_elements_text(report #> '{patient,mrns}')) AS mrns,
           sent."placerId" AS placer_number, sent."fillerId" AS filler_number,
           moment(sent.start) AS starts, coalesce(moment(sent."end"), moment(sent.start) + interval '30 minutes') AS ends,
           sent.reason, sent.type, sent.location, lower(sent.provider ->> 'id') AS provider_id,
           lower(sent.provider ->> 'lastName') AS provider_last_name,
           lower(coalesce(sent.provider ->> 'firstName', '')) AS provider_first_name
    FROM input, jsonb_to_record(report -> 'appointment') AS sent(
        "placerId" text, "fillerId" text, start text, "end" text, reason text, type text, location text, provider jsonb)
), patient AS MATERIALIZED (
    SELECT id FROM patients WHERE tenant_id = :tenant AND mrn = ANY ((SELECT mrns FROM told)::text[])
), existing AS MATERIALIZED (
    SELECT appointment.id, appointment.patient_id,
           appointment.status IN ('completed', 'cancelled', 'no_show') AS over
    FROM appointments AS appointment
    WHERE appointment.tenant_id = :tenant AND (appointment.placer_number = (SELECT placer_number FROM told)
                                              OR appointment.filler_number = (SELECT filler_number FROM told))
    ORDER BY appointment.id DESC LIMIT 1 FOR UPDATE
), by_npi AS MATERIALIZED (
    SELECT provider.id FROM providers AS provider, told
    WHERE provider.tenant_id = :tenant AND lower(provider.npi) = told.provider_id
), provider AS MATERIALIZED (
    SELECT id FROM by_npi
    UNION ALL
    SELECT provider.id FROM providers AS provider, told
    WHERE provider.tenant_id = :tenant AND NOT EXISTS (SELECT FROM by_npi)
      AND strpos(lower(provider.name), told.provider_last_name) > 0
      AND strpos(lower(provider.name), told.provider_first_name) > 0
), verdict AS MATERIALIZED (
    SELECT CASE WHEN refused.reason IS NULL THEN 'processed' ELSE 'unmatched' END AS status, refused.reason,
           CASE WHEN refused.reason IS NOT NULL THEN NULL
                WHEN told.trigger = 'S15' THEN 'The appointment was cancelled'
                WHEN existing.id IS NULL THEN 'The appointment was made' ELSE 'The appointment was moved' END AS detail,
           (SELECT min(id::text)::uuid FROM patient HAVING count(*) = 1) AS patient_id, NULL::uuid AS biopsy_id,
           CASE WHEN refused.reason IS NULL THEN coalesce(existing.id, uuidv7()) END AS appointment_id, NULL AS prior_status,
           1 AS part, told.report, NULL AS note
    FROM told LEFT JOIN existing ON true,
         LATERAL (SELECT CASE
             WHEN told.patients = '0' THEN 'The message names no patient'
             WHEN told.patients <> '1' THEN 'The message names several patients'
             WHEN told.mrns = '{}' THEN 'The message has no patient identifier'
             WHEN NOT EXISTS (SELECT FROM patient) THEN 'There is no patient with this identifier'
             WHEN (SELECT count(*) > 1 FROM patient) THEN 'Several patients match'
             WHEN coalesce(told.placer_number, told.filler_number) IS NULL THEN 'The message has no appointment number'
             WHEN existing.patient_id <> (SELECT id FROM patient) THEN 'The appointment is of another patient'
             WHEN existing.over THEN 'The appointment is over'
             WHEN told.trigger = 'S15' AND existing.id IS NULL THEN 'There is no appointment with this number'
             WHEN told.trigger = 'S15' THEN NULL
             WHEN told.starts IS NULL THEN 'The message has no time'
             WHEN told.ends <= told.starts THEN 'The appointment ends before it starts'
             WHEN existing.id IS NOT NULL THEN NULL
             WHEN NOT EXISTS (SELECT FROM provider) THEN 'There is no such provider'
             WHEN (SELECT count(*) > 1 FROM provider) THEN 'Several providers match' END AS reason) AS refused
), message AS (
\ir message.sql
), made AS (
    INSERT INTO appointments (tenant_id, id, patient_id, provider_id, location_id, appointment_type_id, scheduled_start,
                              scheduled_end, reason, placer_number, filler_number)
    SELECT :tenant, message.appointment_id, message.patient_id, provider.id,
           (SELECT min(location.id::text)::uuid FROM locations AS location
            WHERE location.tenant_id = :tenant AND lower(location.name) = lower(told.location)),
           (SELECT min(type.id::text)::uuid FROM appointment_types AS type
            WHERE type.tenant_id = :tenant AND lower(type.name) = lower(told.type)),
           told.starts, told.ends, told.reason, told.placer_number, told.filler_number
    FROM message, told, provider
    WHERE message.status = 'processed' AND NOT EXISTS (SELECT FROM existing)
    RETURNING traced('appointments', id, NULL, appointment_facts(appointments)) AS change
), moved AS (
    UPDATE appointments AS stored
    SET scheduled_start = CASE told.trigger WHEN 'S15' THEN stored.scheduled_start ELSE told.starts END,
        scheduled_end = CASE told.trigger WHEN 'S15' THEN stored.scheduled_end ELSE told.ends END,
        status = CASE told.trigger WHEN 'S15' THEN 'cancelled' ELSE stored.status END,
        reason = coalesce(told.reason, stored.reason),
        filler_number = coalesce(stored.filler_number, told.filler_number),
        updated_at = clock_timestamp()
    FROM message, told
    WHERE stored.tenant_id = :tenant AND stored.id = message.appointment_id AND message.status = 'processed'
    RETURNING traced('appointments', stored.id, appointment_facts(old), appointment_facts(new)) AS change
), change AS (
    SELECT 1 AS part, change FROM made UNION ALL SELECT 1, change FROM moved
), kept AS (
\ir keep-contents.sql
)
\ir answers.sql
