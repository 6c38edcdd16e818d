-- Closes a message that a person says is nothing for this clinic; its text stays, and it may still be processed again.
-- Parameters: tenant, id, request (reason), actor, target, transitions. Result: the message's id and status, or no row when
-- there is no such message or it is not open. Index: hl7 primary key.
WITH message AS (
    UPDATE hl7 AS stored
    SET status = :target, reason = :request::jsonb ->> 'reason', handled_by = :actor
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail)
    SELECT :tenant, message.id, 'rejected', message.status, :actor, message.reason FROM message
)
SELECT json_build_object('id', message.id, 'status', message.status)::text AS object FROM message
