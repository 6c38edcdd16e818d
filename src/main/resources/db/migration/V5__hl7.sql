-- Received HL7 messages. `hl7` is the slim state that events are made of; the bytes stand in `hl7_contents`, which is not
-- watched, so that the change log never copies a report.

CREATE TABLE hl7 (
    tenant_id         text NOT NULL CONSTRAINT hl7_tenant_fkey REFERENCES tenants,
    id                uuid NOT NULL DEFAULT uuidv7(),
    -- MSH-10, empty when the message has none.
    control_id        text NOT NULL,
    -- MSH-3^MSH-4.
    sender            text NOT NULL,
    content_hash      text NOT NULL,
    message_type      text,
    version           text,
    source            text NOT NULL CONSTRAINT hl7_source_check CHECK (source IN ('mllp', 'http')),
    status            text NOT NULL
        CONSTRAINT hl7_status_check CHECK (status IN ('processed', 'unmatched', 'failed', 'rejected')),
    reason            text,
    -- MSA-1 of the first answer; null when the sender wanted none.
    ack_code          text,
    control_id_reused boolean NOT NULL DEFAULT false,
    duplicates        integer NOT NULL DEFAULT 0,
    attempts          integer NOT NULL DEFAULT 1,
    order_numbers     text[] NOT NULL DEFAULT '{}',
    mrn               text,
    result_status     text,
    patient_id        uuid,
    biopsy_id         uuid,
    appointment_id    uuid,
    -- The biopsy's status before this message, for a wrong match to be undone.
    prior_status      text,
    message_time      timestamptz,
    handled_by        text,
    received_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT hl7_content_key UNIQUE (tenant_id, sender, control_id, content_hash),
    CONSTRAINT hl7_biopsy_id_fkey FOREIGN KEY (tenant_id, biopsy_id) REFERENCES biopsies,
    CONSTRAINT hl7_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT hl7_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments
);
CREATE INDEX hl7_control_id ON hl7 (tenant_id, control_id);
CREATE INDEX hl7_open ON hl7 (tenant_id, id) WHERE status <> 'processed';
SELECT watch_table('hl7');

-- The bytes as received, the report without its observations and documents, and the answers as first given.
CREATE TABLE hl7_contents (
    tenant_id  text NOT NULL,
    message_id uuid NOT NULL,
    raw        bytea NOT NULL,
    charset    text NOT NULL,
    report     jsonb NOT NULL,
    acks       jsonb NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT hl7_contents_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES hl7
);

-- What happened to a message, by whom.
CREATE TABLE hl7_history (
    tenant_id  text NOT NULL,
    message_id uuid NOT NULL,
    id         uuid NOT NULL DEFAULT uuidv7(),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    action     text NOT NULL,
    status     text NOT NULL,
    actor      text,
    detail     text,
    PRIMARY KEY (tenant_id, message_id, id),
    CONSTRAINT hl7_history_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES hl7
);

-- Every OBX; the biopsy is unknown while the message is unmatched.
CREATE TABLE observations (
    tenant_id       text NOT NULL,
    id              uuid NOT NULL DEFAULT uuidv7(),
    message_id      uuid NOT NULL,
    biopsy_id       uuid,
    place           integer NOT NULL,
    order_code      text,
    order_name      text,
    placer_number   text,
    filler_number   text,
    code            text,
    name            text,
    system          text,
    sub_id          text,
    type            text,
    value           text,
    value_code      text,
    value_system    text,
    units           text,
    reference_range text,
    flags           text,
    status          text,
    -- ISO 8601 as the sender's OBX-14 says it.
    observed_at     text,
    notes           jsonb,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT observations_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES hl7
);
CREATE INDEX observations_biopsy_id ON observations (tenant_id, biopsy_id, id);
CREATE INDEX observations_message_id ON observations (tenant_id, message_id);

CREATE TABLE biopsy_documents (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL DEFAULT uuidv7(),
    message_id uuid NOT NULL,
    biopsy_id  uuid,
    media_type text NOT NULL,
    file_name  text,
    content    bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT biopsy_documents_message_id_fkey FOREIGN KEY (tenant_id, message_id) REFERENCES hl7
);
CREATE INDEX biopsy_documents_biopsy_id ON biopsy_documents (tenant_id, biopsy_id, id);
CREATE INDEX biopsy_documents_message_id ON biopsy_documents (tenant_id, message_id);

-- When the laboratory reported the current result, so that one which comes late does not replace it.
ALTER TABLE biopsies ADD COLUMN result_reported_at timestamptz;
-- The highest number of a version; result_version is the current one, and lower after a late result or an undone match.
ALTER TABLE biopsies ADD COLUMN last_version integer NOT NULL DEFAULT 0;
UPDATE biopsies SET last_version = result_version WHERE result_version > 0;

ALTER TABLE biopsy_versions ADD COLUMN reported_at timestamptz;

-- The numbers that scheduling messages name an appointment by.
ALTER TABLE appointments ADD COLUMN filler_number text;
CREATE UNIQUE INDEX appointments_placer_number_key ON appointments (tenant_id, placer_number);
CREATE INDEX appointments_filler_number ON appointments (tenant_id, filler_number);

-- A time as text that may be nonsense; null then.
CREATE FUNCTION moment(told text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN pg_input_is_valid(told, 'timestamptz') THEN told::timestamptz END
$$;
