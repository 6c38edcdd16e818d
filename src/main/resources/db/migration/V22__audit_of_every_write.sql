-- A write has its entry also when it leaves its row as it was, and the entry of a message says what its sender is answered.

-- As before; and chartwire.caller may give an outcome, in the terms of HTTP.
CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    caller jsonb := nullif(current_setting('chartwire.caller', true), '');
BEGIN
    INSERT INTO audit_inbox (tenant_id, actor, action, resource, object_id, outcome, remote)
    VALUES (NEW.tenant_id, coalesce(caller ->> 'actor', session_user), coalesce(caller ->> 'action', lower(TG_OP)),
            replace(TG_TABLE_NAME, '_', '-'), NEW.id, coalesce((caller ->> 'outcome')::integer, 200),
            CASE WHEN caller IS NULL THEN host(inet_client_addr()) ELSE caller ->> 'remote' END);
    RETURN NULL;
END $$;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION audit_change() SET search_path = %I, pg_temp', current_schema());
END $$;

CREATE OR REPLACE FUNCTION audit_table(audited regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER audit_insert AFTER INSERT ON %s '
                   'FOR EACH ROW EXECUTE FUNCTION audit_change()', audited);
    EXECUTE format('CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON %s '
                   'FOR EACH ROW EXECUTE FUNCTION audit_change()', audited);
END $$;

SELECT audit_table(tgrelid) FROM pg_trigger WHERE tgname = 'audit_update';
