-- Takes in a scheduling message: keeps it, and makes (S12), moves (S13) or cancels (S15) the appointment of that placer or
-- filler number. A move of an appointment that nobody made yet makes it; one that the sender has cancelled already is not made. A
-- message that was sent before one that is already here is kept and changes nothing. Without an end a moved appointment keeps its
-- length, and a new one has that of its type.
-- Parameters: tenant, request (the delivery), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before.
-- Index: patients_mrn_key, appointments_placer_number_key, appointments_filler_number, hl7_content_key, message_times primary
-- key, hl7_first_number, hl7_second_number.
WITH input AS MATERIALIZED (
\ir input.sql
), told AS MATERIALIZED (
    SELECT report, report ->> 'patientCount' AS patients, report ->> 'trigger' AS trigger,
           ARRAY(SELECT jsonb_array_elements_text(report #> '{patient,mrns}')) AS mrns,
           sent."placerId" AS placer_number, sent."fillerId" AS filler_number,
           array_remove(ARRAY[sent."placerId", sent."fillerId"], NULL) AS numbers, moment(sent.start) AS starts,
           moment(sent."end") AS ends, sent.reason, sent.type, sent.location, lower(sent.provider ->> 'id') AS provider_id,
           plain_words(sent.provider ->> 'lastName') AS provider_last_name,
           coalesce((plain_words(sent.provider ->> 'firstName'))[1], '') AS provider_first_name
    FROM input, jsonb_to_record(report -> 'appointment') AS sent(
        "placerId" text, "fillerId" text, start text, "end" text, reason text, type text, location text, provider jsonb)
), patient AS MATERIALIZED (
    SELECT id FROM patients WHERE tenant_id = :tenant AND mrn = ANY ((SELECT mrns FROM told)::text[])
), numbered AS MATERIALIZED (
    SELECT appointment.id, appointment.patient_id IN (SELECT id FROM patient) AS ours,
           coalesce(appointment.placer_number = (SELECT placer_number FROM told), false) AS placed,
           coalesce(appointment.filler_number = (SELECT filler_number FROM told), false) AS filled,
           appointment.status IN ('completed', 'cancelled', 'no_show') AS over,
           appointment.scheduled_end - appointment.scheduled_start AS length
    FROM appointments AS appointment
    WHERE appointment.tenant_id = :tenant AND (appointment.placer_number = (SELECT placer_number FROM told)
                                              OR appointment.filler_number = (SELECT filler_number FROM told))
    ORDER BY appointment.id FOR UPDATE
), existing AS MATERIALIZED (
    SELECT id, over, length FROM numbered WHERE ours ORDER BY placed AND filled DESC, id DESC LIMIT 1
), slot AS MATERIALIZED (
    SELECT told.starts, type.id AS type_id,
           coalesce(told.ends, told.starts + coalesce(existing.length, make_interval(mins => type.duration_minutes),
                                                      interval '30 minutes')) AS ends
    FROM told LEFT JOIN existing ON true
    LEFT JOIN LATERAL (SELECT offered.id, offered.duration_minutes FROM appointment_types AS offered
                       WHERE offered.tenant_id = :tenant AND lower(offered.name) = lower(told.type)
                       ORDER BY offered.id LIMIT 1) AS type ON true
), by_npi AS MATERIALIZED (
    SELECT provider.id FROM providers AS provider, told
    WHERE provider.tenant_id = :tenant AND lower(provider.npi) = told.provider_id
), provider AS MATERIALIZED (
    SELECT id FROM by_npi
    UNION ALL
    -- Whole words of the name, for Lee is not Ashlee; a first name may be its beginning.
    SELECT provider.id FROM providers AS provider, told
    WHERE provider.tenant_id = :tenant AND NOT EXISTS (SELECT FROM by_npi)
      AND told.provider_last_name <> '{}' AND told.provider_last_name <@ plain_words(provider.name)
      AND EXISTS (SELECT FROM unnest(plain_words(provider.name)) AS word WHERE starts_with(word, told.provider_first_name))
), named AS MATERIALIZED (
    SELECT id, sender, status, message_type, message_time FROM hl7
    WHERE tenant_id = :tenant AND order_numbers[1] = ANY ((SELECT numbers FROM told)::text[])
    UNION ALL
    SELECT id, sender, status, message_type, message_time FROM hl7
    WHERE tenant_id = :tenant AND order_numbers[2] = ANY ((SELECT numbers FROM told)::text[]) AND order_numbers[2] IS NOT NULL
), cancelled AS MATERIALIZED (
    SELECT waiting.id
    FROM named AS waiting, told, input
    WHERE waiting.status = 'unmatched' AND waiting.message_type = 'SIU^S15' AND waiting.sender = envelope ->> 'sender'
      AND coalesce(waiting.message_time >= moment(told.report ->> 'messageTime'), true)
    ORDER BY waiting.id LIMIT 1
), refused AS MATERIALIZED (
    SELECT CASE
             WHEN told.patients = '0' THEN 'The message names no patient'
             WHEN told.patients <> '1' THEN 'The message names several patients'
             WHEN told.mrns = '{}' THEN 'The message has no patient identifier'
             WHEN NOT EXISTS (SELECT FROM patient) THEN 'There is no patient with this identifier'
             WHEN (SELECT count(*) > 1 FROM patient) THEN 'Several patients match'
             WHEN coalesce(told.placer_number, told.filler_number) IS NULL THEN 'The message has no appointment number'
             WHEN EXISTS (SELECT FROM numbered WHERE NOT ours AND (placed OR existing.id IS NULL))
                 THEN 'The appointment is of another patient'
             WHEN (SELECT count(*) > 1 AND count(*) FILTER (WHERE placed AND filled) <> 1 FROM numbered WHERE ours)
                 THEN 'The numbers of the message are of several appointments'
             WHEN told.trigger = 'S15' AND existing.id IS NULL THEN 'There is no appointment with this number'
             WHEN told.trigger = 'S15' THEN NULL
             WHEN slot.starts IS NULL THEN 'The message has no time'
             WHEN slot.ends <= slot.starts THEN 'The appointment ends before it starts'
             WHEN existing.id IS NOT NULL THEN NULL
             WHEN EXISTS (SELECT FROM cancelled)
                 THEN 'The sender cancelled this appointment already, in message ' || (SELECT id FROM cancelled)
             WHEN NOT EXISTS (SELECT FROM provider) THEN 'There is no such provider'
             WHEN (SELECT count(*) > 1 FROM provider) THEN 'Several providers match' END AS reason
    FROM told JOIN slot ON true LEFT JOIN existing ON true
), subject AS MATERIALIZED (
    SELECT coalesce(existing.id, uuidv7()) AS id, existing.id IS NULL AS unknown, coalesce(existing.over, false) AS over
    FROM refused LEFT JOIN existing ON true
    WHERE refused.reason IS NULL
), newest AS (
\ir keep-message-time.sql
), judged AS MATERIALIZED (
    SELECT subject.*, coalesce((SELECT late FROM newest), false) AS late,
           coalesce(refused.reason, CASE WHEN subject.over AND NOT coalesce((SELECT late FROM newest), false)
                                         THEN 'The appointment is over' END) AS reason
    FROM refused LEFT JOIN subject ON true
), verdict AS MATERIALIZED (
    SELECT CASE WHEN judged.reason IS NULL THEN 'processed' ELSE 'unmatched' END AS status, judged.reason,
           CASE WHEN judged.reason IS NOT NULL THEN NULL
                WHEN judged.late THEN 'A newer message about the appointment was there already; this one changes nothing'
                WHEN told.trigger = 'S15' THEN 'The appointment was cancelled'
                WHEN judged.unknown THEN 'The appointment was made' ELSE 'The appointment was moved' END AS detail,
           (SELECT min(id::text)::uuid FROM patient HAVING count(*) = 1) AS patient_id, NULL::uuid AS biopsy_id,
           CASE WHEN judged.reason IS NULL THEN judged.id END AS appointment_id, NULL AS prior_status, 1 AS part, told.report,
           NULL AS note
    FROM told, judged
), message AS (
\ir message.sql
), made AS (
    INSERT INTO appointments (tenant_id, id, patient_id, provider_id, location_id, appointment_type_id, scheduled_start,
                              scheduled_end, reason, placer_number, filler_number)
    SELECT :tenant, message.appointment_id, message.patient_id, provider.id,
           (SELECT min(location.id::text)::uuid FROM locations AS location
            WHERE location.tenant_id = :tenant AND lower(location.name) = lower(told.location)),
           slot.type_id, slot.starts, slot.ends, told.reason, told.placer_number, told.filler_number
    FROM message, told, slot, provider
    WHERE message.status = 'processed' AND NOT EXISTS (SELECT FROM existing)
    RETURNING traced('appointments', id, NULL, appointment_facts(appointments)) AS change
), moved AS (
    UPDATE appointments AS stored
    SET scheduled_start = CASE told.trigger WHEN 'S15' THEN stored.scheduled_start ELSE slot.starts END,
        scheduled_end = CASE told.trigger WHEN 'S15' THEN stored.scheduled_end ELSE slot.ends END,
        status = CASE told.trigger WHEN 'S15' THEN 'cancelled' ELSE stored.status END,
        reason = coalesce(told.reason, stored.reason),
        filler_number = coalesce(stored.filler_number, told.filler_number),
        updated_at = clock_timestamp()
    FROM message, told, slot, judged
    WHERE stored.tenant_id = :tenant AND stored.id = message.appointment_id AND message.status = 'processed' AND NOT judged.late
    RETURNING traced('appointments', stored.id, appointment_facts(old), appointment_facts(new)) AS change
), change AS (
    SELECT 1 AS part, change FROM made UNION ALL SELECT 1, change FROM moved
), kept AS (
\ir keep-contents.sql
)
\ir answers.sql
