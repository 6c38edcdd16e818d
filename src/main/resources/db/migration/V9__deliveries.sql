-- What became of events: who was there, who confirmed, and whom to tell as long as nobody does.

-- Critical events and those that an HL7 message caused. `event_id` is the id of the frame.
CREATE TABLE event_deliveries (
    tenant_id    text        NOT NULL,
    event_id     text        NOT NULL,
    event        text        NOT NULL,
    resource     text        NOT NULL,
    entity_id    uuid        NOT NULL,
    message_id   uuid,
    -- How many entitled sockets were there; 0 too when no hub was.
    sockets      integer     NOT NULL,
    occurred_at  timestamptz NOT NULL,
    delivered_at timestamptz,
    PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX event_deliveries_message_id ON event_deliveries (tenant_id, message_id) WHERE message_id IS NOT NULL;

-- Who confirmed an event, each person once.
CREATE TABLE event_confirmations (
    tenant_id    text        NOT NULL,
    event_id     text        NOT NULL,
    confirmed_by text        NOT NULL,
    name         text,
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, event_id, confirmed_by)
);

-- Events that a person has to confirm (routes/critical.yaml). An escalation is an update of the row, so the log has it.
CREATE TABLE critical_events (
    tenant_id         text        NOT NULL,
    id                uuid        NOT NULL DEFAULT uuidv7(),
    event_id          text        NOT NULL,
    event             text        NOT NULL,
    resource          text        NOT NULL,
    entity_id         uuid        NOT NULL,
    -- The ids in the event's data, such as patientId.
    subject           jsonb       NOT NULL,
    status            text        NOT NULL DEFAULT 'open'
        CONSTRAINT critical_events_status_check CHECK (status IN ('open', 'acknowledged')),
    -- The roles that may hear the event, and those that are told when nobody confirms it.
    audience          text[]      NOT NULL,
    escalate_to       text[]      NOT NULL,
    repeat_after      interval    NOT NULL,
    occurred_at       timestamptz NOT NULL,
    due_at            timestamptz,
    escalations       integer     NOT NULL DEFAULT 0,
    acknowledged_by   text,
    acknowledged_name text,
    acknowledged_at   timestamptz,
    created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT critical_events_event_id_key UNIQUE (tenant_id, event_id)
);
CREATE INDEX critical_events_due ON critical_events (tenant_id, due_at) WHERE status = 'open';
SELECT watch_table('critical_events');

-- Up to which change of the log all critical events are kept; a hub that starts goes on from there.
CREATE TABLE delivery_progress (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), seq bigint NOT NULL);
INSERT INTO delivery_progress (seq) SELECT last_value FROM change_log_seq;
