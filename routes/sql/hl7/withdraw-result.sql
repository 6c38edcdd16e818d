-- Takes in a message by which a laboratory takes back what it sent before (OBX-11 W, wrong patient, or D), in one of its parts
-- or in all. Such a part is kept for a person, and the results that the laboratory sent before it for that biopsy are undone: the
-- biopsy goes back to the newest of its others or to its status before any. The messages that brought them are closed. The other
-- parts, which are of other biopsies, are taken in as receive-oru does it.
-- Parameters: tenant, request (the delivery with its report), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before.
-- Index: as receive-oru, and hl7_biopsy_id, observations_message_id, biopsy_documents_message_id.
\ir judge-report.sql
, message AS (
\ir message.sql
), taken AS MATERIALIZED (
    SELECT stored.id, stored.prior_status, stored.result_status, stored.order_numbers, target.id AS biopsy_id, message.part,
           message.id AS by_id
    FROM message
    JOIN result ON result.part = message.part AND result.effect = 'withdrawn'
    JOIN target ON target.part = message.part
    JOIN hl7 AS stored ON stored.tenant_id = :tenant AND stored.biopsy_id = target.id
    -- What came later stays, also when a person has the message processed again.
    WHERE stored.sender = message.sender AND stored.status = 'processed' AND stored.id < message.id
      AND stored.biopsy_id = ANY ((SELECT array_agg(biopsy_id) FROM result WHERE effect = 'withdrawn')::uuid[])
), wrong AS (
    SELECT * FROM target
), undone AS (
\ir undo-result.sql
), given AS (
\ir apply-result.sql
), change AS (
    SELECT part, change FROM undone UNION ALL SELECT part, change FROM given
), version AS (
\ir keep-version.sql
), revoked AS (
    UPDATE hl7 AS stored
    SET status = 'rejected', reason = 'Taken back by the laboratory', biopsy_id = NULL, patient_id = NULL
    WHERE stored.tenant_id = :tenant AND stored.id = ANY ((SELECT array_agg(id) FROM taken)::uuid[])
), revoked_observation AS (
    UPDATE observations SET biopsy_id = NULL
    WHERE tenant_id = :tenant AND message_id = ANY ((SELECT array_agg(id) FROM taken)::uuid[])
), revoked_document AS (
    UPDATE biopsy_documents SET biopsy_id = NULL
    WHERE tenant_id = :tenant AND message_id = ANY ((SELECT array_agg(id) FROM taken)::uuid[])
), revoked_story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, detail)
    SELECT :tenant, taken.id, 'withdrawn', 'rejected',
           'Taken back from biopsy ' || taken.biopsy_id || ' by the laboratory''s message ' || taken.by_id
    FROM taken
), kept AS (
\ir keep-contents.sql
), cleared_observations AS (
\ir keep-observations.sql
)
\ir answers.sql
