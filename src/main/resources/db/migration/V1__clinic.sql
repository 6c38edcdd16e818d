-- The clinic's tables. Every key begins with tenant_id, so that no statement can join two tenants by accident
-- and the schema also suits a tenant-sharded PostgreSQL. Money is integer cents.

CREATE TABLE tenants (
    id         text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE providers (
    tenant_id text NOT NULL CONSTRAINT providers_tenant_fkey REFERENCES tenants,
    id        uuid NOT NULL DEFAULT uuidv7(),
    name      text NOT NULL,
    npi       text,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE locations (
    tenant_id text NOT NULL CONSTRAINT locations_tenant_fkey REFERENCES tenants,
    id        uuid NOT NULL DEFAULT uuidv7(),
    name      text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE appointment_types (
    tenant_id        text NOT NULL CONSTRAINT appointment_types_tenant_fkey REFERENCES tenants,
    id               uuid NOT NULL DEFAULT uuidv7(),
    name             text NOT NULL,
    duration_minutes integer,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE patients (
    tenant_id    text NOT NULL CONSTRAINT patients_tenant_fkey REFERENCES tenants,
    id           uuid NOT NULL DEFAULT uuidv7(),
    mrn          text,
    first_name   text NOT NULL,
    last_name    text NOT NULL,
    dob          date,
    phone        text,
    email        text,
    insurance    jsonb,
    balance      bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_updated timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT patients_mrn_key UNIQUE (tenant_id, mrn)
);

CREATE TABLE appointments (
    tenant_id           text NOT NULL,
    id                  uuid NOT NULL DEFAULT uuidv7(),
    patient_id          uuid NOT NULL,
    provider_id         uuid NOT NULL,
    location_id         uuid,
    appointment_type_id uuid,
    scheduled_start     timestamptz NOT NULL,
    scheduled_end       timestamptz NOT NULL,
    status              text NOT NULL DEFAULT 'scheduled'
        CONSTRAINT appointments_status_check CHECK (status IN ('scheduled', 'checked_in', 'in_room', 'with_provider',
                                                               'checkout', 'completed', 'cancelled', 'no_show')),
    reason              text,
    placer_number       text,
    created_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT appointments_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT appointments_provider_id_fkey FOREIGN KEY (tenant_id, provider_id) REFERENCES providers,
    CONSTRAINT appointments_location_id_fkey FOREIGN KEY (tenant_id, location_id) REFERENCES locations,
    CONSTRAINT appointments_appointment_type_id_fkey FOREIGN KEY (tenant_id, appointment_type_id) REFERENCES appointment_types,
    CONSTRAINT appointments_scheduled_end_check CHECK (scheduled_end > scheduled_start)
);

CREATE TABLE encounters (
    tenant_id       text NOT NULL,
    id              uuid NOT NULL DEFAULT uuidv7(),
    patient_id      uuid NOT NULL,
    provider_id     uuid NOT NULL,
    appointment_id  uuid,
    status          text NOT NULL DEFAULT 'draft'
        CONSTRAINT encounters_status_check CHECK (status IN ('draft', 'in_progress', 'completed', 'signed')),
    chief_complaint text,
    completed_by    text,
    signed_by       text,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT encounters_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT encounters_provider_id_fkey FOREIGN KEY (tenant_id, provider_id) REFERENCES providers,
    CONSTRAINT encounters_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES appointments
);

CREATE TABLE biopsies (
    tenant_id               text NOT NULL,
    id                      uuid NOT NULL DEFAULT uuidv7(),
    patient_id              uuid NOT NULL,
    encounter_id            uuid,
    ordering_provider_id    uuid NOT NULL,
    order_number            text,
    status                  text NOT NULL DEFAULT 'ordered'
        CONSTRAINT biopsies_status_check CHECK (status IN ('ordered', 'collected', 'sent', 'received_by_lab', 'processing',
                                                           'resulted', 'reviewed', 'closed')),
    body_location           text NOT NULL,
    specimen_type           text NOT NULL
        CONSTRAINT biopsies_specimen_type_check CHECK (specimen_type IN ('punch', 'shave', 'excisional', 'incisional')),
    path_lab                text,
    path_lab_case_number    text,
    clinical_history        text,
    diagnosis               text,
    report                  text,
    gross_description       text,
    microscopic_description text,
    comment                 text,
    malignancy_type         text,
    margins                 text,
    breslow_depth_mm        numeric(6, 2),
    result_version          integer NOT NULL DEFAULT 0,
    corrected               boolean NOT NULL DEFAULT false,
    result_message_id       uuid,
    reviewed_by             text,
    review_comment          text,
    created_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    resulted_at             timestamptz,
    reviewed_at             timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT biopsies_order_number_key UNIQUE (tenant_id, order_number),
    CONSTRAINT biopsies_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT biopsies_encounter_id_fkey FOREIGN KEY (tenant_id, encounter_id) REFERENCES encounters,
    CONSTRAINT biopsies_ordering_provider_id_fkey FOREIGN KEY (tenant_id, ordering_provider_id) REFERENCES providers
);
CREATE INDEX biopsies_path_lab_case_number ON biopsies (tenant_id, path_lab_case_number);

-- Each result a biopsy ever had; a correction never overwrites the version before it.
CREATE TABLE biopsy_versions (
    tenant_id  text NOT NULL,
    biopsy_id  uuid NOT NULL,
    version    integer NOT NULL,
    message_id uuid,
    recorded_by text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    status     text NOT NULL,
    result     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, biopsy_id, version),
    CONSTRAINT biopsy_versions_biopsy_id_fkey FOREIGN KEY (tenant_id, biopsy_id) REFERENCES biopsies
);

CREATE TABLE claims (
    tenant_id     text NOT NULL,
    id            uuid NOT NULL DEFAULT uuidv7(),
    claim_number  text NOT NULL,
    patient_id    uuid NOT NULL,
    encounter_id  uuid,
    status        text NOT NULL DEFAULT 'draft'
        CONSTRAINT claims_status_check CHECK (status IN ('draft', 'coding_review', 'scrubbed', 'ready', 'submitted',
                                                         'accepted', 'rejected', 'denied', 'paid', 'appealed')),
    total_charges bigint NOT NULL CONSTRAINT claims_total_charges_check CHECK (total_charges >= 0),
    line_items    jsonb,
    payer         text,
    payer_name    text,
    service_date  date,
    submitted_at  timestamptz,
    denial_reason text,
    paid_amount   bigint,
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT claims_claim_number_key UNIQUE (tenant_id, claim_number),
    CONSTRAINT claims_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT claims_encounter_id_fkey FOREIGN KEY (tenant_id, encounter_id) REFERENCES encounters
);
CREATE SEQUENCE claim_numbers START 10001;

CREATE TABLE payments (
    tenant_id      text NOT NULL,
    id             uuid NOT NULL DEFAULT uuidv7(),
    patient_id     uuid NOT NULL,
    claim_id       uuid,
    status         text NOT NULL DEFAULT 'received'
        CONSTRAINT payments_status_check CHECK (status IN ('received', 'posted')),
    amount         bigint NOT NULL CONSTRAINT payments_amount_check CHECK (amount > 0),
    payment_date   date NOT NULL,
    payment_method text,
    payer          text,
    check_number   text,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    posted_at      timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT payments_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT payments_claim_id_fkey FOREIGN KEY (tenant_id, claim_id) REFERENCES claims
);

CREATE TABLE prior_auths (
    tenant_id       text NOT NULL,
    id              uuid NOT NULL DEFAULT uuidv7(),
    patient_id      uuid NOT NULL,
    status          text NOT NULL DEFAULT 'pending'
        CONSTRAINT prior_auths_status_check CHECK (status IN ('pending', 'submitted', 'approved', 'denied', 'expired')),
    service_type    text NOT NULL,
    insurance_plan  text,
    auth_number     text,
    expiration_date date,
    denial_reason   text,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT prior_auths_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients
);

CREATE TABLE prescriptions (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL DEFAULT uuidv7(),
    patient_id   uuid NOT NULL,
    provider_id  uuid NOT NULL,
    medication   text NOT NULL,
    dosage       text,
    -- A number, or a text with its unit.
    quantity     jsonb,
    refills      integer,
    pharmacy     text,
    instructions text,
    status       text NOT NULL DEFAULT 'pending'
        CONSTRAINT prescriptions_status_check CHECK (status IN ('pending', 'sent', 'filled', 'cancelled')),
    sent_at      timestamptz,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT prescriptions_patient_id_fkey FOREIGN KEY (tenant_id, patient_id) REFERENCES patients,
    CONSTRAINT prescriptions_provider_id_fkey FOREIGN KEY (tenant_id, provider_id) REFERENCES providers
);
