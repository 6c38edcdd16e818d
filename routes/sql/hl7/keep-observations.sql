-- Keeps every observation and document of a result message with the part that it belongs to; those of an attempt before are
-- replaced. Included as a CTE by statements that name the delivery `input`, its parts `part` and the stored message `message`.
-- Parameters: tenant. Index: observations_message_id, biopsy_documents_message_id.
    -- A plan of when the tables were new reads all that a tenant has in them; for a new message neither is looked at.
    DELETE FROM observations
    WHERE tenant_id = :tenant AND EXISTS (SELECT FROM message WHERE attempts > 1)
      AND message_id = ANY ((SELECT array_agg(id) FROM message WHERE attempts > 1)::uuid[])
), cleared_documents AS (
    DELETE FROM biopsy_documents
    WHERE tenant_id = :tenant AND EXISTS (SELECT FROM message WHERE attempts > 1)
      AND message_id = ANY ((SELECT array_agg(id) FROM message WHERE attempts > 1)::uuid[])
), observation AS (
    INSERT INTO observations (tenant_id, message_id, biopsy_id, place, order_code, order_name, placer_number,
                              filler_number, code, name, system, loinc, sub_id, type, value, value_code, value_system, units,
                              reference_range, flags, status, observed_at, notes)
    SELECT :tenant, message.id, message.biopsy_id, sent.place, obr ->> 'code', obr ->> 'codeText',
           obr ->> 'placerOrderNumber', obr ->> 'fillerOrderNumber', obx ->> 'code', obx ->> 'text', obx ->> 'system',
           obx ->> 'loinc',
           obx ->> 'subId', obx ->> 'type', obx ->> 'value', obx ->> 'valueCode', obx ->> 'valueSystem',
           obx ->> 'units', obx ->> 'range', obx ->> 'flags', obx ->> 'status', obx ->> 'time', obx -> 'notes'
    FROM message JOIN part ON part.part = message.part, input,
         jsonb_array_elements(input.report -> 'observations') WITH ORDINALITY AS sent(obx, place),
         LATERAL (SELECT input.report -> 'orders' -> (obx ->> 'order')::int AS obr) AS placed
    WHERE NOT part.cut OR (obx ->> 'part')::int = part.part
), document AS (
    INSERT INTO biopsy_documents (tenant_id, message_id, biopsy_id, media_type, file_name, content)
    SELECT :tenant, message.id, message.biopsy_id, sent ->> 'mediaType', sent ->> 'fileName',
           decode(sent ->> 'base64', 'base64')
    FROM message JOIN part ON part.part = message.part, input, jsonb_array_elements(input.report -> 'documents') AS sent
    WHERE NOT part.cut OR (sent ->> 'part')::int = part.part
