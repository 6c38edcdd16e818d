-- Keeps the message's bytes, its report, its answers and a line of its history; and closes the message that this is an
-- edited copy of. Included as a CTE by statements that name the delivery `input`, what became of each part `verdict`, the
-- stored messages `message` and what they changed `change` (part, change). Parameters: tenant, raw (base64).
-- Index: hl7, hl7_contents and hl7_history primary keys.
    INSERT INTO hl7_contents AS stored (tenant_id, message_id, raw, text, charset, report, acks)
    SELECT :tenant, message.id, decode(:raw, 'base64'), envelope ->> 'text', envelope ->> 'charset',
           coalesce(verdict.report, '{}'), envelope -> 'acks'
    FROM message JOIN verdict ON verdict.part = message.part, input
    ON CONFLICT (tenant_id, message_id) DO UPDATE SET report = excluded.report,
        -- A sender that was told AA is told the same again.
        acks = CASE WHEN coalesce(stored.acks #>> '{0,code}', 'AA') IN ('AA', 'CA') THEN stored.acks ELSE excluded.acks END
), story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail, changes)
    SELECT :tenant, message.id, CASE WHEN message.attempts > 1 AND message.handled_by IS NULL THEN 'resent'
                                     WHEN message.attempts > 1 THEN 'reprocessed'
                                     WHEN message.original_id IS NOT NULL THEN 'edited' ELSE 'received' END,
           message.status, message.handled_by,
           coalesce(verdict.detail, verdict.reason) || coalesce('; ' || verdict.note, ''),
           (SELECT jsonb_agg(change.change) FROM change WHERE change.part = message.part)
    FROM message JOIN verdict ON verdict.part = message.part
), copy AS (
    SELECT id, original_id, handled_by FROM message
    WHERE part = 1 AND original_id IS NOT NULL AND status IN ('processed', 'unmatched')
), replaced AS (
    UPDATE hl7
    SET status = 'rejected', reason = 'Replaced by an edited copy', handled_by = (SELECT handled_by FROM copy)
    WHERE tenant_id = :tenant AND id = (SELECT original_id FROM copy) AND status <> 'processed'
      -- One of several patients stays open until a person closes it: each of them needs a copy.
      AND NOT EXISTS (SELECT FROM hl7_contents AS original
                      WHERE original.tenant_id = :tenant AND original.message_id = (SELECT original_id FROM copy)
                        AND (original.report ->> 'patientCount')::int > 1)
    RETURNING id, status, handled_by
), replaced_story AS (
    INSERT INTO hl7_history (tenant_id, message_id, action, status, actor, detail)
    SELECT :tenant, replaced.id, 'replaced', replaced.status, replaced.handled_by, 'Replaced by message ' || (SELECT id FROM copy)
    FROM replaced
