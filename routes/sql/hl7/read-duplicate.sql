-- Counts a copy of a message that was taken in before and reads the answers that were given first.
-- Parameters: tenant, request (the delivery). Result: the answers to send. Index: hl7_content_key.
WITH input AS MATERIALIZED (
\ir input.sql
), message AS (
    UPDATE hl7 AS stored
    SET duplicates = stored.duplicates + 1
    WHERE stored.tenant_id = :tenant AND stored.sender = (SELECT envelope ->> 'sender' FROM input)
      AND stored.control_id = (SELECT envelope ->> 'controlId' FROM input)
      AND stored.content_hash = (SELECT envelope ->> 'contentHash' FROM input) AND stored.part = 1
    RETURNING stored.id
)
SELECT json_build_object('id', message.id, 'status', 'duplicate', 'charset', contents.charset,
                         'acks', contents.acks)::text AS object
FROM message
JOIN hl7_contents AS contents ON contents.tenant_id = :tenant AND contents.message_id = message.id
WHERE contents.message_id = (SELECT id FROM message)
