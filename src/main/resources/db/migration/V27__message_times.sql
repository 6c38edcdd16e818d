-- When the newest message of a sender about a patient or an appointment was sent (MSH-7), so that one which comes late changes
-- nothing. Beside the object, whose row would change with every message.
CREATE TABLE message_times (
    tenant_id    text NOT NULL CONSTRAINT message_times_tenant_fkey REFERENCES tenants,
    subject_id   uuid NOT NULL,
    sender       text NOT NULL,
    message_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subject_id, sender)
);
SELECT protect_table('message_times');
INSERT INTO message_times (tenant_id, subject_id, sender, message_time)
SELECT tenant_id, coalesce(appointment_id, patient_id), sender, max(message_time)
FROM hl7
WHERE message_type IN ('ADT^A04', 'ADT^A08', 'SIU^S12', 'SIU^S13', 'SIU^S15') AND status = 'processed'
  AND coalesce(appointment_id, patient_id) IS NOT NULL AND message_time < received_at + interval '1 day'
GROUP BY 1, 2, 3;

-- Cancellations of appointments that nobody made yet.
CREATE INDEX hl7_waiting_cancellations ON hl7 (tenant_id, id) WHERE status = 'unmatched' AND message_type = 'SIU^S15';

-- The words of a name as they are compared.
CREATE FUNCTION plain_words(name text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY(SELECT plain_name(word) FROM regexp_split_to_table(name, '[[:space:],.]+') AS word WHERE plain_name(word) <> '')
$$;
