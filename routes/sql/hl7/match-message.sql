-- Gives a result to the biopsy that a person chose. One that another biopsy had is undone there first: that biopsy goes back
-- to the newest of its other results, or to its status before any.
-- Parameters: tenant, id, request, actor. Result: the message's id and status, or no row when there is no such message or
-- biopsy, or it is no result, or this biopsy has it already, or the message names another patient of the clinic.
-- Index: hl7, hl7_contents, biopsies, biopsy_versions primary keys, patients_mrn_key.
WITH chosen AS MATERIALIZED (
    SELECT stored.*, contents.report AS told, (:request::jsonb ->> 'biopsyId')::uuid AS chosen_biopsy_id
    FROM hl7 AS stored
    JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status IN ('unmatched', 'processed')
      AND contents.report ->> 'messageType' = 'ORU'
      AND stored.biopsy_id IS DISTINCT FROM (:request::jsonb ->> 'biopsyId')::uuid
    FOR UPDATE OF stored
), input AS MATERIALIZED (
    SELECT told AS report FROM chosen
), wrong AS MATERIALIZED (
    SELECT biopsy.* FROM biopsies AS biopsy
    WHERE biopsy.tenant_id = :tenant AND biopsy.id = (SELECT biopsy_id FROM chosen)
      AND EXISTS (SELECT FROM biopsies WHERE tenant_id = :tenant AND id = (SELECT chosen_biopsy_id FROM chosen))
    FOR UPDATE
), target AS MATERIALIZED (
    SELECT biopsy.* FROM biopsies AS biopsy
    WHERE biopsy.tenant_id = :tenant AND biopsy.id = (SELECT chosen_biopsy_id FROM chosen)
      -- A person may name the patient where the message does not; against the message nobody may.
      AND NOT EXISTS (
          SELECT FROM patients AS named
          WHERE named.tenant_id = :tenant AND named.id <> biopsy.patient_id
            AND named.mrn = ANY ((SELECT array_agg(identifier ->> 'id')
                                  FROM chosen, jsonb_array_elements(told #> '{patient,identifiers}') AS identifier)::text[]))
    FOR UPDATE
), result AS MATERIALIZED (
\ir result.sql
), message AS (
    UPDATE hl7 AS stored
    SET status = 'processed', reason = NULL, biopsy_id = result.biopsy_id, patient_id = result.patient_id,
        prior_status = result.prior_status, handled_by = :actor, attempts = stored.attempts + 1
    FROM result
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND result.effect <> 'unmatched'
    RETURNING stored.*
), biopsy AS (
\ir apply-result.sql
), version AS (
\ir keep-version.sql
), undone AS (
\ir undo-result.sql
), withdrawn AS (
    UPDATE biopsy_versions AS stored
    SET status = 'withdrawn'
    FROM wrong, message
    WHERE stored.tenant_id = :tenant AND stored.biopsy_id = wrong.id AND stored.message_id = message.id
), observation AS (
    UPDATE observations AS stored
    SET biopsy_id = message.biopsy_id
    FROM message
    WHERE stored.tenant_id = :tenant AND stored.message_id = message.id
), document AS (
    UPDATE biopsy_documents AS stored
    SET biopsy_id = message.biopsy_id
    FROM message
    WHERE stored.tenant_id = :tenant AND stored.message_id = message.id
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail)
    SELECT :tenant, message.id, CASE WHEN wrong.id IS NULL THEN 'matched' ELSE 'rematched' END, message.status, :actor,
           coalesce('Taken back from biopsy ' || wrong.id || '. ', '') || 'Given to biopsy ' || message.biopsy_id || '. '
           || result.detail
    FROM message JOIN result ON true LEFT JOIN wrong ON true
)
SELECT json_build_object('id', message.id, 'status', message.status)::text AS object FROM message
