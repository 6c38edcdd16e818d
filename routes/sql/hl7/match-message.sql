-- Gives a result to the biopsy that a person chose. One that another biopsy had is undone there first.
-- Parameters: tenant, id, request, actor. Result: the message's id and status, or no row when there is no such message or
-- biopsy, or it is no result, or this biopsy has it already, or the message names another patient of the clinic or several.
-- Index: hl7, hl7_contents, biopsies, biopsy_versions primary keys, patients_mrn_key.
WITH chosen AS MATERIALIZED (
    SELECT stored.*, contents.report AS told, (:request::jsonb ->> 'biopsyId')::uuid AS chosen_biopsy_id
    FROM hl7 AS stored
    JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status IN ('unmatched', 'processed')
      AND contents.report ->> 'messageType' = 'ORU' AND (contents.report ->> 'patientCount')::int < 2
      AND stored.biopsy_id IS DISTINCT FROM (:request::jsonb ->> 'biopsyId')::uuid
    FOR UPDATE OF stored
), part AS MATERIALIZED (
    SELECT part, told AS report FROM chosen
), target AS MATERIALIZED (
    SELECT chosen.part, biopsy.* FROM chosen
    JOIN biopsies AS biopsy ON biopsy.tenant_id = :tenant AND biopsy.id = chosen.chosen_biopsy_id
    -- A person may name the patient where the message does not; against the message nobody may.
    WHERE NOT EXISTS (
          SELECT FROM patients AS named
          WHERE named.tenant_id = :tenant AND named.id <> biopsy.patient_id
            AND named.mrn = ANY ((SELECT ARRAY(SELECT jsonb_array_elements_text(told #> '{patient,mrns}')) FROM chosen)::text[]))
    FOR UPDATE OF biopsy
), wrong AS MATERIALIZED (
    SELECT biopsy.* FROM biopsies AS biopsy
    WHERE biopsy.tenant_id = :tenant AND biopsy.id = (SELECT biopsy_id FROM chosen) AND EXISTS (SELECT FROM target)
    FOR UPDATE
), result AS MATERIALIZED (
\ir result.sql
), message AS (
    UPDATE hl7 AS stored
    SET status = 'processed', reason = NULL, note = NULL, biopsy_id = result.biopsy_id, patient_id = result.patient_id,
        prior_status = result.prior_status, handled_by = :actor, attempts = stored.attempts + 1
    FROM result
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND result.effect <> 'unmatched'
    RETURNING stored.*
), taken AS MATERIALIZED (
    SELECT chosen.id, chosen.part, chosen.prior_status, chosen.result_status, chosen.order_numbers, chosen.biopsy_id
    FROM chosen JOIN message ON message.id = chosen.id
    WHERE chosen.biopsy_id IS NOT NULL
), given AS (
\ir apply-result.sql
), version AS (
\ir keep-version.sql
), undone AS (
\ir undo-result.sql
), observation AS (
\ir move-observations.sql
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail, changes)
    SELECT :tenant, message.id, CASE WHEN wrong.id IS NULL THEN 'matched' ELSE 'rematched' END, message.status, :actor,
           coalesce('Taken back from biopsy ' || wrong.id || '. ', '') || 'Given to biopsy ' || message.biopsy_id || '. '
           || result.detail,
           (SELECT jsonb_agg(change) FROM (SELECT change FROM undone UNION ALL SELECT change FROM given) AS made)
    FROM message JOIN result ON true LEFT JOIN wrong ON true
)
SELECT json_build_object('id', message.id, 'status', message.status)::text AS object FROM message
