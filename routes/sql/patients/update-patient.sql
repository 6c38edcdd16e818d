-- Changes what is given of a patient; what is absent stays, null clears (a balance to 0).
-- An edit of the record moves last_updated even when it changes the balance only; a posting does not.
-- Parameters: tenant, id, request. Result: the patient, or no row when there is none. Index: patients primary key.
WITH patient AS (
    UPDATE patients AS stored
    SET (mrn, first_name, last_name, dob, phone, email, insurance, balance) = (
        SELECT changed.mrn, changed.first_name, changed.last_name, changed.dob, changed.phone, changed.email,
               changed.insurance, coalesce(changed.balance, 0)
        FROM jsonb_populate_record(stored, column_names(:request::jsonb)) AS changed),
        last_updated = clock_timestamp()
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
    RETURNING stored.*
)
\ir object.sql
