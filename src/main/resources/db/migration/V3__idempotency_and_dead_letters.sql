-- First answers by Idempotency-Key, kept for 24 hours.
CREATE TABLE idempotency_keys (
    tenant_id    text NOT NULL,
    key          text NOT NULL,
    request_hash text NOT NULL,
    status       integer,
    object_id    text,
    body         text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- Emissions that failed: the change they came from stays in the log; this names it and says what went wrong.
-- `change` is the change as the route saw it, so that a replay does not depend on the log's retention.
CREATE TABLE dead_letters (
    tenant_id   text NOT NULL,
    id          uuid NOT NULL DEFAULT uuidv7(),
    seq         bigint NOT NULL,
    resource    text NOT NULL,
    entity_id   uuid NOT NULL,
    event       text,
    route_id    text,
    error       text NOT NULL,
    change      jsonb NOT NULL,
    status      text NOT NULL DEFAULT 'pending'
        CONSTRAINT dead_letters_status_check CHECK (status IN ('pending', 'replayed', 'discarded')),
    attempts    integer NOT NULL DEFAULT 1,
    reason      text,
    resolved_by text,
    failed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    resolved_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT dead_letters_seq_key UNIQUE (tenant_id, seq)
);
CREATE INDEX dead_letters_pending ON dead_letters (tenant_id, failed_at) WHERE status = 'pending';
