-- Lets the observations and documents of a message go with it to its biopsy, or to none.
-- Included as a CTE by statements that name the stored message `message`. Parameters: tenant.
-- Index: observations_message_id, biopsy_documents_message_id.
    UPDATE observations AS stored
    SET biopsy_id = message.biopsy_id
    FROM message
    WHERE stored.tenant_id = :tenant AND stored.message_id = message.id
), document AS (
    UPDATE biopsy_documents AS stored
    SET biopsy_id = message.biopsy_id
    FROM message
    WHERE stored.tenant_id = :tenant AND stored.message_id = message.id
