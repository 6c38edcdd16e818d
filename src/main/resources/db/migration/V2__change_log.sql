-- The change log: every committed change of a watched table, in the transaction that made it.
-- `seq` is drawn before commit, so rows become visible out of order; `xid` and `snapshot` say exactly which rows a reader
-- of one row could not have seen yet (docs/adr/0002).
-- Partitioned by day, so that retention drops a partition and never deletes a row.

CREATE SEQUENCE change_log_seq;

CREATE TABLE change_log (
    tenant_id text        NOT NULL,
    seq       bigint      NOT NULL,
    resource  text        NOT NULL,
    op        text        NOT NULL,
    entity_id uuid        NOT NULL,
    before    jsonb,
    after     jsonb       NOT NULL,
    xid       xid8        NOT NULL,
    snapshot  pg_snapshot NOT NULL,
    logged_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, seq, logged_at)
) PARTITION BY RANGE (logged_at);
CREATE INDEX change_log_by_seq ON change_log (seq);
-- What a token's holder cannot have seen is of transactions that had not ended then: the newest of the tenant.
CREATE INDEX change_log_by_xid ON change_log (tenant_id, xid);
CREATE TABLE change_log_default PARTITION OF change_log DEFAULT;

-- Appends one row to the change log and wakes the hubs when the writer is not one of them.
-- A hub wakes its own tail after the commit: NOTIFY inside every write would serialise the commits.
-- The resource is the table's name.
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO change_log (tenant_id, seq, resource, op, entity_id, before, after, xid, snapshot, logged_at)
    VALUES (NEW.tenant_id, nextval('change_log_seq'), TG_TABLE_NAME, lower(TG_OP), NEW.id,
            CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW),
            pg_current_xact_id(), pg_current_snapshot(), clock_timestamp());
    IF current_setting('application_name') <> 'chartwire' THEN
        PERFORM pg_notify('chartwire_change', '');
    END IF;
    RETURN NULL;
END $$;

-- Keeps updated_at honest whoever writes.
CREATE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$;

-- A posting moves the balance without being an edit of the patient's record.
CREATE FUNCTION touch_patient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.last_updated := clock_timestamp();
    RETURN NEW;
END $$;

-- Makes a table a watched one: `SELECT watch_table('referrals')` is all that a new resource needs.
CREATE FUNCTION watch_table(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER log_insert AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION log_change()', watched);
    EXECUTE format('CREATE TRIGGER log_update AFTER UPDATE ON %s FOR EACH ROW '
                   'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION log_change()', watched);
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = watched AND attname = 'updated_at') THEN
        EXECUTE format('CREATE TRIGGER touch_row BEFORE UPDATE ON %s FOR EACH ROW '
                       'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_row()', watched);
    END IF;
END $$;

SELECT watch_table(name::regclass)
FROM unnest(ARRAY['appointments', 'patients', 'encounters', 'biopsies', 'claims', 'payments', 'prior_auths', 'prescriptions'])
    AS name;

CREATE TRIGGER touch_patient BEFORE UPDATE OF mrn, first_name, last_name, dob, phone, email, insurance ON patients
    FOR EACH ROW EXECUTE FUNCTION touch_patient();

-- camelCase keys of a request as column names: {"serviceDate": …} becomes {"service_date": …}.
CREATE FUNCTION column_names(request jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(lower(regexp_replace(key, '([A-Z])', '_\1', 'g')), value), '{}')
    FROM jsonb_each(request)
$$;

-- The one spelling of a time in answers and events: ISO 8601, UTC, milliseconds.
-- STABLE, as to_char is: otherwise the planner cannot inline it.
CREATE FUNCTION iso(moment timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- How far retention has come: a token at or below `pruned` cannot be resumed.
CREATE TABLE change_log_horizon (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), pruned bigint NOT NULL);
INSERT INTO change_log_horizon (pruned) VALUES (0);
