-- Takes in a result message: keeps it, finds its biopsy by number and patient, and gives the biopsy the result.
-- The biopsy is locked before the message is inserted, so that two messages for it follow each other, and a copy that
-- arrives meanwhile waits at hl7_content_key and then does nothing.
-- Parameters: tenant, request (the delivery with its report), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before.
-- Index: biopsies_order_number_key, biopsies_path_lab_case_number, hl7_content_key.
WITH input AS MATERIALIZED (
\ir input.sql
), numbers AS MATERIALIZED (
    SELECT ARRAY(SELECT jsonb_array_elements_text(report -> 'placerNumbers')) AS placer,
           ARRAY(SELECT jsonb_array_elements_text(report -> 'fillerNumbers')) AS filler,
           ARRAY(SELECT identifier ->> 'id' FROM jsonb_array_elements(report #> '{patient,identifiers}') AS identifier) AS patient
    FROM input
), numbered AS (
    SELECT biopsy.id, patient.mrn = ANY ((SELECT patient FROM numbers)::text[]) AS same_patient
    FROM biopsies AS biopsy
    JOIN patients AS patient ON patient.tenant_id = biopsy.tenant_id AND patient.id = biopsy.patient_id
    WHERE biopsy.tenant_id = :tenant
      AND (biopsy.order_number = ANY ((SELECT placer || filler FROM numbers)::text[])
           OR biopsy.path_lab_case_number = ANY ((SELECT filler FROM numbers)::text[]))
), target AS (
    SELECT biopsy.*
    FROM biopsies AS biopsy
    WHERE biopsy.tenant_id = :tenant AND biopsy.id IN (SELECT id FROM numbered WHERE same_patient)
      AND (SELECT report ->> 'patientCount' = '1' FROM input)
      AND (SELECT count(*) = 1 FROM numbered WHERE same_patient)
    ORDER BY biopsy.id FOR UPDATE
), result AS MATERIALIZED (
\ir result.sql
), verdict AS MATERIALIZED (
    SELECT CASE WHEN result.effect = 'unmatched' THEN 'unmatched' ELSE 'processed' END AS status,
           CASE WHEN result.effect <> 'unmatched' THEN NULL
                WHEN input.report ->> 'patientCount' = '0' THEN 'The message names no patient'
                WHEN input.report ->> 'patientCount' <> '1' THEN 'The message names several patients'
                WHEN numbers.placer || numbers.filler = '{}' THEN 'The message has no order number'
                WHEN numbers.patient = '{}' THEN 'The message has no patient identifier'
                WHEN NOT EXISTS (SELECT FROM numbered) THEN 'There is no order with this number'
                WHEN NOT EXISTS (SELECT FROM numbered WHERE same_patient) THEN 'The order belongs to another patient'
                ELSE 'Several biopsies match' END AS reason,
           result.detail, result.patient_id, result.biopsy_id, result.prior_status, NULL::uuid AS appointment_id
    FROM input, numbers, result
), message AS (
\ir message.sql
), biopsy AS (
\ir apply-result.sql
), version AS (
\ir keep-version.sql
), kept AS (
\ir keep-contents.sql
), cleared_observations AS (
    DELETE FROM observations USING message
    WHERE observations.tenant_id = :tenant AND observations.message_id = message.id AND message.attempts > 1
), cleared_documents AS (
    DELETE FROM biopsy_documents USING message
    WHERE biopsy_documents.tenant_id = :tenant AND biopsy_documents.message_id = message.id AND message.attempts > 1
), observation AS (
    INSERT INTO observations (tenant_id, message_id, biopsy_id, place, order_code, order_name, placer_number,
                              filler_number, code, name, system, sub_id, type, value, value_code, value_system, units,
                              reference_range, flags, status, observed_at, notes)
    SELECT :tenant, message.id, message.biopsy_id, sent.place, obr ->> 'code', obr ->> 'codeText',
           obr ->> 'placerOrderNumber', obr ->> 'fillerOrderNumber', obx ->> 'code', obx ->> 'text', obx ->> 'system',
           obx ->> 'subId', obx ->> 'type', obx ->> 'value', obx ->> 'valueCode', obx ->> 'valueSystem',
           obx ->> 'units', obx ->> 'range', obx ->> 'flags', obx ->> 'status', obx ->> 'time', obx -> 'notes'
    FROM message, input, jsonb_array_elements(input.report -> 'observations') WITH ORDINALITY AS sent(obx, place),
         LATERAL (SELECT input.report -> 'orders' -> (obx ->> 'order')::int AS obr) AS placed
), document AS (
    INSERT INTO biopsy_documents (tenant_id, message_id, biopsy_id, media_type, file_name, content)
    SELECT :tenant, message.id, message.biopsy_id, sent ->> 'mediaType', sent ->> 'fileName',
           decode(sent ->> 'base64', 'base64')
    FROM message, input, jsonb_array_elements(input.report -> 'documents') AS sent
)
\ir answers.sql
