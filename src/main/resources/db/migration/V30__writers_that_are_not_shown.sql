-- As before; and where a transaction may write whose beginning the server does not show, which is so of other logins' for
-- one that is no superuser, and of prepared ones, it may be as old as the log.
CREATE OR REPLACE FUNCTION oldest_writer_began() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND xact_start IS NULL)
                  OR EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())
                THEN '-infinity'
                ELSE (SELECT min(xact_start) FROM pg_stat_activity WHERE backend_xid IS NOT NULL) END
$$;
