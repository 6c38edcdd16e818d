-- Removes the bytes of processed messages that are past their time, across tenants; those of others are kept for a person.
-- Parameters: from and until (times of a message's last change). Result: how many it was.
-- Index: hl7_updated_at.
WITH cleared AS (
    UPDATE hl7_contents AS contents
    SET raw = '', text = NULL, removed_at = clock_timestamp()
    FROM hl7 AS message
    WHERE message.updated_at >= :from::timestamptz
      AND message.updated_at < :until::timestamptz
      AND message.status = 'processed'
      AND contents.tenant_id = message.tenant_id AND contents.message_id = message.id AND contents.removed_at IS NULL
    RETURNING 1
)
SELECT count(*) FROM cleared
