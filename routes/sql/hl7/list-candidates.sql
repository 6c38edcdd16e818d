-- Lists the biopsies that a result may be of, the likeliest first: those with one of its numbers, and those without a result
-- of patients with its identifier, name or birth date. The score, 0 to 1, is the sum of what agrees: the number 0.4, the
-- identifier 0.3, birth date 0.1, name 0.1, body site 0.05, a date near 0.05; a birth date that differs halves it.
-- `matchable` is false where the message names another patient of the clinic or several.
-- Parameters: tenant, id. Result: {items}, or no row when there is no such message or it is no result.
-- Index: hl7_contents primary key, patients_mrn_key, patients_last_name, patients_dob, biopsies_patient_id,
-- biopsies_order_number_key, biopsies_path_lab_case_number.
WITH told AS MATERIALIZED (
    SELECT contents.report,
           ARRAY(SELECT jsonb_array_elements_text(report #> '{patient,mrns}')) AS mrns,
           ARRAY(SELECT jsonb_array_elements_text(report -> 'placerNumbers')
                 UNION SELECT jsonb_array_elements_text(report -> 'fillerNumbers')) AS numbers,
           plain_name(report #>> '{patient,lastName}') AS last_name,
           CASE WHEN pg_input_is_valid(report #>> '{patient,dob}', 'date') THEN (report #>> '{patient,dob}')::date END AS dob,
           lower(concat_ws(' ', report #>> '{result,specimen}', report #>> '{result,report}', report #>> '{result,diagnosis}',
                           report #>> '{result,grossDescription}')) AS text,
           coalesce((SELECT min(moment(obr ->> 'specimenTime')) FROM jsonb_array_elements(report -> 'orders') AS obr),
                    moment(report ->> 'messageTime')) AS taken_at
    FROM hl7_contents AS contents
    WHERE contents.tenant_id = :tenant AND contents.message_id = :id::uuid AND contents.report ->> 'messageType' = 'ORU'
), named AS MATERIALIZED (
    SELECT id FROM patients WHERE tenant_id = :tenant AND mrn = ANY ((SELECT mrns FROM told)::text[])
), alike AS MATERIALIZED (
    SELECT id FROM named
    UNION (SELECT id FROM patients WHERE tenant_id = :tenant AND plain_last_name = (SELECT last_name FROM told) LIMIT 200)
    UNION (SELECT id FROM patients WHERE tenant_id = :tenant AND dob = (SELECT dob FROM told) LIMIT 200)
), open AS MATERIALIZED (
    SELECT id FROM biopsies
    WHERE tenant_id = :tenant AND (order_number = ANY ((SELECT numbers FROM told)::text[])
                                   OR path_lab_case_number = ANY ((SELECT numbers FROM told)::text[]))
    UNION
    SELECT biopsy.id FROM biopsies AS biopsy
    WHERE biopsy.tenant_id = :tenant AND biopsy.patient_id = ANY ((SELECT array_agg(id) FROM alike)::uuid[])
      AND biopsy.status NOT IN ('resulted', 'reviewed', 'closed')
), compared AS (
    SELECT stored.id, stored.patient_id, (told.report ->> 'patientCount')::int < 2 AS one_patient,
           stored.order_number = ANY (told.numbers) OR coalesce(stored.path_lab_case_number = ANY (told.numbers), false) AS number,
           coalesce(patient.mrn = ANY (told.mrns), false) AS mrn,
           coalesce(patient.dob = told.dob, false) AS dob, coalesce(patient.dob <> told.dob, false) AS other_dob,
           told.report #>> '{patient,lastName}' IS NOT NULL
           AND NOT names_differ(patient.last_name, patient.first_name, told.report #>> '{patient,lastName}',
                                told.report #>> '{patient,firstName}') AS name,
           NOT EXISTS (SELECT FROM regexp_split_to_table(lower(stored.body_location), '[^[:alnum:]]+') AS word
                       WHERE word <> '' AND strpos(told.text, word) = 0) AS site,
           coalesce(stored.created_at BETWEEN told.taken_at - interval '14 days' AND told.taken_at + interval '14 days', false) AS near
    FROM biopsies AS stored
    JOIN patients AS patient ON patient.tenant_id = :tenant AND patient.id = stored.patient_id, told
    WHERE stored.tenant_id = :tenant AND stored.id = ANY ((SELECT array_agg(id) FROM open)::uuid[])
), scored AS (
    SELECT compared.*,
           round((0.4 * number::int + 0.3 * mrn::int + 0.1 * dob::int + 0.1 * name::int + 0.05 * site::int + 0.05 * near::int)
                 * CASE WHEN other_dob THEN 0.5 ELSE 1 END, 2) AS score,
           array_remove(ARRAY[CASE WHEN number THEN 'The number is the same' END,
                              CASE WHEN mrn THEN 'The patient identifier is the same' END,
                              CASE WHEN dob THEN 'The birth date is the same' END,
                              CASE WHEN other_dob THEN 'The birth date differs' END,
                              CASE WHEN name THEN 'The name is the same' END,
                              CASE WHEN site THEN 'The text names the body site' END,
                              CASE WHEN near THEN 'The dates are near' END], NULL) AS reasons,
           one_patient AND NOT EXISTS (SELECT FROM named WHERE named.id <> compared.patient_id) AS matchable
    FROM compared
    ORDER BY matchable DESC, score DESC, id DESC LIMIT 20
), biopsy AS (
    SELECT stored.*, scored.score, scored.reasons, scored.matchable
    FROM scored JOIN biopsies AS stored ON stored.tenant_id = :tenant AND stored.id = scored.id
    WHERE stored.id = ANY ((SELECT array_agg(id) FROM scored)::uuid[])
), object AS (
\ir ../biopsies/object.sql
)
SELECT json_build_object('items', coalesce((
    SELECT json_agg(json_build_object('biopsy', object.object::json, 'score', scored.score, 'reasons', scored.reasons,
                                      'matchable', scored.matchable)
                    ORDER BY scored.matchable DESC, scored.score DESC, scored.id DESC)
    FROM object JOIN scored ON scored.id = (object.object::json ->> 'id')::uuid), '[]'))::text AS object
FROM told
