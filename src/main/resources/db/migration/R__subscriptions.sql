-- Where each route that delivers events to another system stands in the change log (docs/adr/0014). A place spans all tenants,
-- as the log's own numbers do.
CREATE TABLE IF NOT EXISTS subscriptions (
    name     text PRIMARY KEY,
    position text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The route and the event of a delivery that failed; null when the events of the change could not be made. Each is a dead
-- letter of its own.
ALTER TABLE dead_letters ADD COLUMN IF NOT EXISTS delivery text;
ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_seq_key;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_seq_key UNIQUE NULLS NOT DISTINCT (tenant_id, seq, delivery);
