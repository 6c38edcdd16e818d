-- Finds the biopsy of each part of a result message, locks it, and judges what the part does to it.
-- Included by statements that store a result message, as their first CTEs up to `verdict`.
-- Parameters: tenant. Index: patients_mrn_key, biopsies and hl7 primary keys, hl7_content_key, hl7_mrn.
WITH input AS MATERIALIZED (
\ir input.sql
), patient AS MATERIALIZED (
    SELECT id, first_name, last_name, dob FROM patients
    WHERE tenant_id = :tenant
      AND mrn = ANY ((SELECT ARRAY(SELECT jsonb_array_elements_text(report #> '{patient,mrns}')) FROM input)::text[])
), sent AS MATERIALIZED (
    -- Place 0 is the message as a whole. The numbers are put together here: an index takes a column and no expression.
    SELECT place, told, placer, filler, placer || filler AS numbers
    FROM input, jsonb_array_elements('[{}]' || coalesce(report -> 'parts', '[]')) WITH ORDINALITY AS counted(part, number),
         LATERAL (SELECT number - 1 AS place, report - '{observations,documents,parts}'::text[] || part AS told) AS cut,
         LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(told -> 'placerNumbers')) AS placer,
                         ARRAY(SELECT jsonb_array_elements_text(told -> 'fillerNumbers')) AS filler) AS named
), found AS MATERIALIZED (
\ir find-biopsy.sql
), led AS MATERIALIZED (
    -- Of the orders that lead to one biopsy the one has it that names it by its placer number.
    SELECT found.*, EXISTS (SELECT FROM found AS other
                            WHERE other.biopsy_id = found.biopsy_id AND other.reason IS NULL AND other.place > 0
                              AND other.place <> found.place AND (other.placed OR NOT found.placed)) AS rivalled
    FROM found
), part AS MATERIALIZED (
    SELECT greatest(sent.place, 1)::int AS part, sent.place > 0 AS cut, sent.told AS report, led.biopsy_id,
           coalesce(CASE WHEN sent.told #>> '{result,status}' IN ('W', 'D') AND coalesce(whole.reason, led.reason) IS NOT NULL THEN (
                        SELECT 'The laboratory takes back message ' || given.id || ', which a person gave to a biopsy: unmatch it'
                        FROM hl7 AS given
                        WHERE given.tenant_id = :tenant AND given.mrn = (SELECT report #>> '{patient,mrn}' FROM input)
                          AND given.sender = (SELECT envelope ->> 'sender' FROM input) AND given.order_numbers && sent.numbers
                          AND given.status = 'processed' AND given.biopsy_id IS NOT NULL AND given.handled_by IS NOT NULL
                        ORDER BY given.id DESC LIMIT 1) END,
                    whole.reason, led.reason,
                    CASE WHEN whole.split AND led.rivalled THEN 'Another order of the message leads to the same biopsy'
                         WHEN NOT whole.split AND NOT whole.together THEN 'The orders of the message are not of one biopsy'
                    END) AS reason,
           nullif(concat_ws('; ', whole.note, led.note), '') AS note,
           -- The row that has the part already, where this is an edited copy of another part of the same message.
           CASE WHEN jsonb_exists(sent.told, 'sameAs') THEN (
               SELECT sibling.id FROM hl7 AS original
               JOIN hl7 AS sibling ON sibling.tenant_id = original.tenant_id AND sibling.sender = original.sender
                    AND sibling.control_id = original.control_id AND sibling.content_hash = original.content_hash
               WHERE original.tenant_id = :tenant AND original.id = (SELECT (envelope ->> 'originalId')::uuid FROM input)
                 AND sibling.part = (sent.told ->> 'sameAs')::int AND sibling.id <> original.id) END AS elsewhere
    FROM sent JOIN led ON led.place = sent.place, (
\ir check-patient.sql
    ) AS whole
    WHERE (sent.place > 0) = (whole.reason IS NULL AND whole.split)
), locked AS MATERIALIZED (
    -- A list of ids is looked up one by one; a join may read all biopsies, for how many parts there are is not known.
    SELECT * FROM biopsies
    WHERE tenant_id = :tenant AND id = ANY ((SELECT array_agg(biopsy_id) FROM part WHERE reason IS NULL AND elsewhere IS NULL)::uuid[])
    ORDER BY id FOR UPDATE
), target AS MATERIALIZED (
    SELECT part.part, locked.* FROM part JOIN locked ON locked.id = part.biopsy_id
    WHERE part.reason IS NULL AND part.elsewhere IS NULL
), result AS MATERIALIZED (
\ir result.sql
), verdict AS MATERIALIZED (
    SELECT part.part, part.report,
           CASE WHEN part.elsewhere IS NULL AND result.effect IN ('unmatched', 'withdrawn', 'open') THEN 'unmatched'
                ELSE 'processed' END AS status,
           CASE WHEN part.elsewhere IS NOT NULL THEN NULL
                WHEN result.effect IN ('withdrawn', 'open') THEN result.detail ELSE part.reason END AS reason,
           CASE WHEN result.effect <> 'unmatched' THEN part.note END AS note,
           coalesce('Unchanged; message ' || part.elsewhere || ' has it', result.detail) AS detail, result.patient_id,
           CASE WHEN result.effect NOT IN ('withdrawn', 'open') THEN result.biopsy_id END AS biopsy_id, result.prior_status,
           NULL::uuid AS appointment_id
    FROM part JOIN result ON result.part = part.part
)
