-- Keeps the message, or each of its parts. One that was taken in before is left alone, but that a resend tries again what
-- failed, and a person whatever is not processed. What a person closed or took back from its biopsy is tried again only when
-- this very message is asked for; what the laboratory took back or a copy replaced, never.
-- Included as a CTE by statements that name the delivery `input` and what becomes of each part `verdict`. Parameters: tenant.
-- Index: hl7_content_key, hl7_history primary key.
    INSERT INTO hl7 AS stored (tenant_id, control_id, sender, content_hash, message_type, version, source, status, reason,
                               ack_code, control_id_reused, charset_mismatch, order_numbers, mrn, result_status, patient_id,
                               biopsy_id, appointment_id, prior_status, message_time, handled_by, part, note, original_id)
    SELECT :tenant, envelope ->> 'controlId', envelope ->> 'sender', envelope ->> 'contentHash',
           envelope ->> 'messageType', envelope ->> 'version', envelope ->> 'source', verdict.status, verdict.reason,
           envelope #>> '{acks,0,code}',
           -- In the order of hl7_content_key, for on a table that was new when this was planned another index seemed as good.
           coalesce((SELECT true FROM hl7 AS earlier
                     WHERE earlier.tenant_id = :tenant AND earlier.control_id = (SELECT envelope ->> 'controlId' FROM input)
                       AND earlier.sender = (SELECT envelope ->> 'sender' FROM input)
                       AND earlier.content_hash <> (SELECT envelope ->> 'contentHash' FROM input)
                     ORDER BY earlier.content_hash, earlier.part LIMIT 1), false),
           coalesce((envelope ->> 'charsetMismatch')::boolean, false),
           ARRAY(SELECT jsonb_array_elements_text(verdict.report -> 'placerNumbers')
                 UNION SELECT jsonb_array_elements_text(verdict.report -> 'fillerNumbers')),
           verdict.report #>> '{patient,mrn}', verdict.report #>> '{result,status}', verdict.patient_id, verdict.biopsy_id,
           verdict.appointment_id, verdict.prior_status, moment(verdict.report ->> 'messageTime'),
           envelope ->> 'actor', verdict.part, verdict.note, (envelope ->> 'originalId')::uuid
    FROM input, verdict
    -- A copy of a message that was kept whole is not cut now.
    WHERE verdict.part = 1 OR envelope ->> 'actor' IS NOT NULL
       OR NOT EXISTS (SELECT FROM hl7 AS first
                      WHERE first.tenant_id = :tenant AND first.sender = (SELECT envelope ->> 'sender' FROM input)
                        AND first.control_id = (SELECT envelope ->> 'controlId' FROM input)
                        AND first.content_hash = (SELECT envelope ->> 'contentHash' FROM input)
                        AND first.part = 1 AND first.status <> 'failed')
    ON CONFLICT ON CONSTRAINT hl7_content_key DO UPDATE
        SET status = excluded.status, reason = excluded.reason, note = excluded.note,
            ack_code = CASE WHEN coalesce(stored.ack_code, 'AA') IN ('AA', 'CA') THEN stored.ack_code ELSE excluded.ack_code END,
            order_numbers = excluded.order_numbers, mrn = excluded.mrn, result_status = excluded.result_status,
            patient_id = excluded.patient_id, biopsy_id = excluded.biopsy_id, appointment_id = excluded.appointment_id,
            prior_status = excluded.prior_status, handled_by = excluded.handled_by, attempts = stored.attempts + 1
        WHERE stored.status = 'failed' OR stored.status <> 'processed' AND excluded.handled_by IS NOT NULL AND coalesce((
\ir last-step.sql
            ) <> ALL (CASE WHEN stored.id = (SELECT (envelope ->> 'askedId')::uuid FROM input) THEN '{withdrawn,replaced}'
                           ELSE '{withdrawn,replaced,rejected,unmatched}' END::text[]), true)
    RETURNING stored.*
