-- Takes a result back from the biopsy that has it, because a person says so; the message waits for a person again. The biopsy
-- goes back to the newest of its other results, or to its status before any.
-- Parameters: tenant, id, request (reason), actor. Result: the message's id and status, or no row when there is no such
-- message or no biopsy has it. Index: hl7, biopsies, biopsy_versions primary keys, observations_message_id.
WITH chosen AS MATERIALIZED (
    SELECT * FROM hl7
    WHERE tenant_id = :tenant AND id = :id::uuid AND status = 'processed' AND biopsy_id IS NOT NULL
    FOR UPDATE
), wrong AS MATERIALIZED (
    SELECT * FROM biopsies
    WHERE tenant_id = :tenant AND id = (SELECT biopsy_id FROM chosen)
    FOR UPDATE
), taken AS MATERIALIZED (
    SELECT chosen.id, chosen.part, chosen.prior_status, chosen.result_status, chosen.order_numbers, wrong.id AS biopsy_id
    FROM chosen, wrong
), message AS (
    UPDATE hl7 AS stored
    SET status = 'unmatched', reason = :request::jsonb ->> 'reason', note = NULL, biopsy_id = NULL, patient_id = NULL,
        handled_by = :actor
    FROM taken
    WHERE stored.tenant_id = :tenant AND stored.id = taken.id
    RETURNING stored.*
), undone AS (
\ir undo-result.sql
), observation AS (
\ir move-observations.sql
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail, changes)
    SELECT :tenant, message.id, 'unmatched', message.status, :actor,
           'Taken back from biopsy ' || taken.biopsy_id || ': ' || message.reason, (SELECT jsonb_agg(change) FROM undone)
    FROM message, taken
)
SELECT json_build_object('id', message.id, 'status', message.status)::text AS object FROM message
