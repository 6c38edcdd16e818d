-- Whether a person's confirmation also closes a critical event: not that of one who may see the event and not acknowledge it.
ALTER TABLE event_confirmations ADD COLUMN acknowledges boolean NOT NULL DEFAULT true;
