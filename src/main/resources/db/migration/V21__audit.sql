-- The audit log: who did what to which object, when, from where, and how it ended; no values. An entry of a change is made by the
-- change's own trigger, in its commit; entries of reads and refusals come in batches. They wait in audit_inbox until one hub
-- numbers and chains them, so that no commit waits for another (docs/adr/0012).

-- The tenant is '-' for what was refused before it was known whose it is.
CREATE TABLE audit_inbox (
    tenant_id text NOT NULL,
    id        uuid NOT NULL DEFAULT uuidv7(),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor     text NOT NULL,
    action    text NOT NULL,
    resource  text,
    object_id text,
    outcome   integer NOT NULL,
    remote    text,
    PRIMARY KEY (tenant_id, id)
);

-- Numbered without gaps in each tenant; each hash is of the one before and of the entry.
CREATE TABLE audit_log (
    tenant_id text NOT NULL,
    number    bigint NOT NULL,
    at        timestamptz NOT NULL,
    actor     text NOT NULL,
    action    text NOT NULL,
    resource  text,
    object_id text,
    outcome   integer NOT NULL,
    remote    text,
    hash      bytea NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CREATE INDEX audit_log_object_id ON audit_log (tenant_id, object_id, number);
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor, number);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is appended to and never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_inbox
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The hash of an entry that follows the one with the hash `before`, or none.
CREATE FUNCTION audit_hash(before bytea, tenant_id text, number bigint, at timestamptz, actor text, action text, resource text,
                           object_id text, outcome integer, remote text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(before, '') || convert_to(json_build_array(
        tenant_id, number, extract(epoch FROM at), actor, action, resource, object_id, outcome, remote)::text, 'UTF8'))
$$;

-- Numbers and chains up to `most` entries; one caller at a time. Result: how many there were.
CREATE FUNCTION seal_audit(most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    entry audit_inbox;
    sealed integer := 0;
    tenant text;
    next_number bigint;
    next_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chartwire.audit'));
    FOR entry IN
        WITH taken AS (
            DELETE FROM audit_inbox
            WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM audit_inbox ORDER BY tenant_id, id LIMIT most)
            RETURNING *
        )
        SELECT * FROM taken ORDER BY tenant_id, id
    LOOP
        IF tenant IS DISTINCT FROM entry.tenant_id THEN
            tenant := entry.tenant_id;
            SELECT number, hash INTO next_number, next_hash FROM audit_log
            WHERE audit_log.tenant_id = tenant ORDER BY number DESC LIMIT 1;
            next_number := coalesce(next_number, 0);
        END IF;
        next_number := next_number + 1;
        next_hash := audit_hash(next_hash, entry.tenant_id, next_number, entry.at, entry.actor, entry.action, entry.resource,
                                entry.object_id, entry.outcome, entry.remote);
        INSERT INTO audit_log
        VALUES (entry.tenant_id, next_number, entry.at, entry.actor, entry.action, entry.resource, entry.object_id,
                entry.outcome, entry.remote, next_hash);
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $$;

-- Takes a batch of entries, a JSON array of objects with the columns' names. Result: how many.
CREATE FUNCTION record_audit(entries jsonb) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
    WITH kept AS (
        INSERT INTO audit_inbox (tenant_id, at, actor, action, resource, object_id, outcome, remote)
        SELECT * FROM jsonb_to_recordset(entries) AS entry(tenant_id text, at timestamptz, actor text, action text,
                                                           resource text, object_id text, outcome integer, remote text)
        RETURNING 1
    )
    SELECT count(*) FROM kept
$$;

-- Keeps who changed a row, from the setting chartwire.caller, {actor, action, remote}, that comes with a hub's statement; of any
-- other program its login and address.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    caller jsonb := nullif(current_setting('chartwire.caller', true), '');
BEGIN
    INSERT INTO audit_inbox (tenant_id, actor, action, resource, object_id, outcome, remote)
    VALUES (NEW.tenant_id, coalesce(caller ->> 'actor', session_user), coalesce(caller ->> 'action', lower(TG_OP)),
            replace(TG_TABLE_NAME, '_', '-'), NEW.id, 200,
            CASE WHEN caller IS NULL THEN host(inet_client_addr()) ELSE caller ->> 'remote' END);
    RETURN NULL;
END $$;

CREATE FUNCTION audit_table(audited regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER audit_insert AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION audit_change()', audited);
    EXECUTE format('CREATE TRIGGER audit_update AFTER UPDATE ON %s FOR EACH ROW '
                   'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION audit_change()', audited);
END $$;

-- As before, and audits the table.
CREATE OR REPLACE FUNCTION watch_table(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER log_insert AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION log_change()', watched);
    EXECUTE format('CREATE TRIGGER log_update AFTER UPDATE ON %s FOR EACH ROW '
                   'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION log_change()', watched);
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = watched AND attname = 'updated_at') THEN
        EXECUTE format('CREATE TRIGGER touch_row BEFORE UPDATE ON %s FOR EACH ROW '
                       'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_row()', watched);
    END IF;
    PERFORM protect_table(watched, 'SELECT, INSERT, UPDATE');
    PERFORM audit_table(watched);
END $$;

SELECT audit_table(tgrelid) FROM pg_trigger WHERE tgname = 'log_insert';
-- Not watched: what is done to a dead letter is a person's act all the same.
SELECT audit_table('dead_letters');

-- The hub reads its tenant's entries, and adds and seals by the functions alone.
SELECT protect_table('audit_log', 'SELECT'), protect_table('audit_inbox', 'SELECT');
REVOKE EXECUTE ON FUNCTION seal_audit, record_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_audit, record_audit TO chartwire_tail;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['seal_audit(integer)', 'record_audit(jsonb)', 'audit_change()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
