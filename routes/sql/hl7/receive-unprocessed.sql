-- Keeps a message that is not acted on: rejected, or failed for a reason that stays.
-- Parameters: tenant, request (the delivery, with its status and reason), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before. Index: hl7_content_key.
WITH input AS MATERIALIZED (
\ir input.sql
), verdict AS (
    SELECT envelope ->> 'status' AS status, envelope ->> 'reason' AS reason, NULL AS detail, NULL::uuid AS patient_id,
           NULL::uuid AS biopsy_id, NULL::uuid AS appointment_id, NULL AS prior_status, 1 AS part, NULL::jsonb AS report,
           NULL AS note
    FROM input
), message AS (
\ir message.sql
), change AS (
    SELECT NULL::int AS part, NULL::jsonb AS change WHERE false
), kept AS (
\ir keep-contents.sql
)
\ir answers.sql
