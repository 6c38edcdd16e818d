-- Lets the observations and documents of a message go with it to its biopsy, or to none.
-- Included as a CTE by statements that name the stored message `message`. Parameters: tenant.
-- Index: observations_message_id, biopsy_documents_message_id.
    UPDATE observations
    SET biopsy_id = (SELECT biopsy_id FROM message)
    WHERE tenant_id = :tenant AND message_id = (SELECT id FROM message)
), document AS (
    UPDATE biopsy_documents
    SET biopsy_id = (SELECT biopsy_id FROM message)
    WHERE tenant_id = :tenant AND message_id = (SELECT id FROM message)
