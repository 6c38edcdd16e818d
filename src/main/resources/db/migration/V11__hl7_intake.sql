-- What intake notices of a message, and how long its sender is silent.

-- MSH-18 named a character set that is unknown, or that the bytes are not in: names may be misspelt.
ALTER TABLE hl7 ADD COLUMN charset_mismatch boolean NOT NULL DEFAULT false;

-- A sender's messages by time, for the silence between them.
CREATE INDEX hl7_sender ON hl7 (tenant_id, sender, received_at);
