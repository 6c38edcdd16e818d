-- Row-level security: the hub's pools take the roles below, which see and write the rows of the tenant in the setting
-- chartwire.tenant and no others; without it, none. The tables' owner, who migrates and mends, is not bound (docs/adr/0012).

-- Roles belong to the server: another database on it, or an administrator, may have made them.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['chartwire_hub', 'chartwire_tail'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- Another database's migration was faster.
            END;
        END IF;
        IF NOT pg_has_role(role, 'SET') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER WITH INHERIT FALSE, SET TRUE', role);
        END IF;
        IF NOT has_schema_privilege(role, current_schema(), 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
        END IF;
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The user % may not make the roles of row-level security: %', current_user, SQLERRM
        USING ERRCODE = 'insufficient_privilege',
              HINT = format('Give it CREATEROLE, or run as a superuser: CREATE ROLE chartwire_hub; CREATE ROLE chartwire_tail; '
                            'GRANT chartwire_hub, chartwire_tail TO %I WITH INHERIT FALSE; '
                            'GRANT USAGE ON SCHEMA %I TO chartwire_hub, chartwire_tail;', current_user, current_schema());
END $$;

-- Binds a table to its rows' tenants: `SELECT protect_table('notes')` is what a table with tenant_id needs, unless it is watched.
-- chartwire_tail, which reads changes for all tenants at once, may read all rows and write none.
CREATE FUNCTION protect_table(protected regclass, allowed text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = protected AND polname = 'own_tenant') THEN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
        EXECUTE format('CREATE POLICY own_tenant ON %s USING (tenant_id = (SELECT current_setting(''chartwire.tenant'', true)))',
                       protected);
        EXECUTE format('CREATE POLICY every_tenant ON %s FOR SELECT TO chartwire_tail USING (true)', protected);
    END IF;
    EXECUTE format('REVOKE ALL ON %s FROM chartwire_hub, chartwire_tail', protected);
    EXECUTE format('GRANT %s ON %s TO chartwire_hub', allowed, protected);
    EXECUTE format('GRANT SELECT ON %s TO chartwire_tail', protected);
END $$;

-- As before, and protects the table. A row of a watched table is never deleted: the log knows no such change.
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
END $$;

-- All that is there so far; partitions are reached through their table alone.
SELECT CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgrelid = class.oid AND tgname = 'log_insert')
            THEN protect_table(class.oid, 'SELECT, INSERT, UPDATE')
            ELSE protect_table(class.oid) END
FROM pg_class AS class
JOIN pg_attribute AS owner ON owner.attrelid = class.oid AND owner.attname = 'tenant_id' AND NOT owner.attisdropped
WHERE class.relnamespace = current_schema()::regnamespace AND class.relkind IN ('r', 'p') AND NOT class.relispartition;

-- The trigger writes the log as its owner, whoever changed the row: another program needs no right to the log. A statement of
-- the hub adds a replay to it, and changes nothing in it.
SELECT protect_table('change_log', 'SELECT, INSERT');
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION log_change() SECURITY DEFINER SET search_path = %I, pg_temp', current_schema());
END $$;
GRANT SELECT ON change_log_horizon, change_log_seq TO chartwire_hub, chartwire_tail;
GRANT USAGE ON SEQUENCE change_log_seq, claim_numbers, biopsy_order_numbers TO chartwire_hub;

-- When the oldest transaction began that may write; the server shows that to few roles.
CREATE FUNCTION oldest_writer_began() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT min(xact_start) FROM pg_stat_activity WHERE backend_xid IS NOT NULL
$$;
