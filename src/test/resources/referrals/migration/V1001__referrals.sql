CREATE TABLE referrals (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL DEFAULT uuidv7(),
    patient_id   uuid NOT NULL,
    status       text NOT NULL DEFAULT 'draft'
        CONSTRAINT referrals_status_check CHECK (status IN ('draft', 'sent', 'accepted', 'declined')),
    specialty    text NOT NULL,
    decline_note text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT referrals_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients
);
SELECT watch_table('referrals');
