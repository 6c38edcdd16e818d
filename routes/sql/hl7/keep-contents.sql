-- Keeps the message's bytes, its report, its answers and a line of its history. Included as a CTE by statements that name
-- the delivery `input`, what became of it `verdict` and the stored message `message`. Parameters: tenant, raw (base64).
-- Index: hl7_contents and hl7_history primary keys.
    INSERT INTO hl7_contents AS stored (tenant_id, message_id, raw, charset, report, acks)
    SELECT :tenant, message.id, decode(:raw, 'base64'), envelope ->> 'charset',
           coalesce(report - 'observations' - 'documents', '{}'), envelope -> 'acks'
    FROM message, input
    ON CONFLICT (tenant_id, message_id) DO UPDATE SET report = excluded.report,
        -- A sender that was told AA is told the same again.
        acks = CASE WHEN coalesce(stored.acks #>> '{0,code}', 'AA') IN ('AA', 'CA') THEN stored.acks ELSE excluded.acks END
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail)
    SELECT :tenant, message.id, CASE WHEN message.attempts = 1 THEN 'received'
                                     WHEN message.handled_by IS NULL THEN 'resent' ELSE 'reprocessed' END,
           message.status, message.handled_by, coalesce(verdict.detail, verdict.reason)
    FROM message, verdict
