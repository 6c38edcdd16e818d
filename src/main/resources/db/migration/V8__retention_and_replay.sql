-- Retention: the change log in partitions that are made ahead and dropped when they are old (docs/adr/0010), and what is left
-- of a message whose bytes are not kept. Replay: a dead letter's change once more in the log, so that every hub and every
-- client that comes back gets it.

-- Rows of before become the first partition as they are; nothing is copied. It also takes what a clock that was set back
-- logs, until it is old itself. The default partition is for what has no partition, so that no write is ever refused.
ALTER TABLE change_log DETACH PARTITION change_log_default;
ALTER TABLE change_log_default RENAME TO change_log_first;
DO $$
BEGIN
    EXECUTE format('ALTER TABLE change_log ATTACH PARTITION change_log_first FOR VALUES FROM (MINVALUE) TO (%L)',
                   (SELECT date_trunc('day', greatest(now(), max(logged_at)), 'UTC') + interval '1 day'
                    FROM change_log_first));
END $$;
CREATE TABLE change_log_default PARTITION OF change_log DEFAULT;

-- A row of a replay carries the images of the change that it repeats, and says which that is.
ALTER TABLE change_log ADD COLUMN original_seq bigint, ADD COLUMN original_logged_at timestamptz;

-- The youngest transaction whose rows were removed: a client may have missed rows of it when it began before the client's
-- last event was written.
ALTER TABLE change_log_horizon ADD COLUMN pruned_xid xid8 NOT NULL DEFAULT '0';

CREATE VIEW change_log_partitions AS
SELECT oid::regclass AS partition,
       substring(bound from 'FROM \(''([^'']+)''\)')::timestamptz AS first,
       substring(bound from 'TO \(''([^'']+)''\)')::timestamptz AS until
FROM (SELECT child.oid, pg_get_expr(child.relpartbound, child.oid) AS bound
      FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
      WHERE inhparent = 'change_log'::regclass) AS partitions
WHERE bound <> 'DEFAULT';

-- Makes the partitions that are missing from yesterday to `ahead` from now, each `width` wide. Writers do not wait: attaching
-- locks the default partition, into which nobody writes while there are others, and the check spares the scan of the new table.
-- A span that the default partition has rows of, because no hub ran for long, is left to it.
-- Result: how many were made.
CREATE FUNCTION extend_change_log(width interval, ahead interval) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    made integer := 0;
    start timestamptz;
    stop timestamptz;
    name text;
BEGIN
    FOR start IN SELECT generate_series(date_bin(width, clock_timestamp() - width, 'epoch'), clock_timestamp() + ahead, width) LOOP
        stop := start + width;
        CONTINUE WHEN EXISTS (SELECT FROM change_log_partitions WHERE coalesce(first, '-infinity') < stop AND until > start)
            OR EXISTS (SELECT FROM change_log_default WHERE logged_at >= start AND logged_at < stop);
        name := to_char(start AT TIME ZONE 'UTC', '"change_log_"YYYYMMDD_HH24MI');
        EXECUTE format('CREATE TABLE %I (LIKE change_log INCLUDING ALL, CHECK (logged_at >= %L AND logged_at < %L))',
                       name, start, stop);
        EXECUTE format('ALTER TABLE change_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, start, stop);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Empties the oldest partition that ended before `moment` and has rows, and moves the horizon, at once. Nothing but that
-- partition is locked: first against late writers, while the horizon is read from it, then for the moment of the TRUNCATE.
-- Result: the partition, or null when there is none left.
CREATE FUNCTION empty_change_log(moment timestamptz) RETURNS regclass LANGUAGE plpgsql AS $$
DECLARE
    old regclass;
    filled boolean;
BEGIN
    FOR old IN SELECT partition FROM change_log_partitions WHERE until <= moment ORDER BY until LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', old) INTO filled;
        IF filled THEN
            EXECUTE format('LOCK TABLE %s IN SHARE MODE', old);
            EXECUTE format('UPDATE change_log_horizon SET pruned = greatest(pruned, last.seq), '
                           'pruned_xid = greatest(pruned_xid, last.xid) '
                           'FROM (SELECT max(seq) AS seq, max(xid) AS xid FROM %s) AS last', old);
            EXECUTE format('TRUNCATE %s', old);
            RETURN old;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Removes what the default partition holds of before `moment`, and moves the horizon, at once.
-- Result: how many rows it was.
CREATE FUNCTION empty_change_log_default(moment timestamptz) RETURNS bigint LANGUAGE sql AS $$
    WITH removed AS (
        DELETE FROM change_log_default WHERE logged_at < moment RETURNING seq, xid
    ), horizon AS (
        UPDATE change_log_horizon
        SET pruned = greatest(pruned, last.seq), pruned_xid = greatest(pruned_xid, last.xid)
        FROM (SELECT max(seq) AS seq, max(xid) AS xid FROM removed) AS last
        WHERE last.seq IS NOT NULL
    )
    SELECT count(*) FROM removed
$$;

-- Drops one partition that ended before `moment` and is empty. It needs the whole log for the moment of the catalogue's
-- change; the caller sets a lock_timeout, so that no writer waits behind it for longer.
-- Result: the partition's name, or null when there is none left.
CREATE FUNCTION drop_change_log(moment timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    old regclass;
    name text;
    filled boolean;
BEGIN
    FOR old, name IN SELECT partition, partition::text FROM change_log_partitions WHERE until <= moment ORDER BY until LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', old) INTO filled;
        IF NOT filled THEN
            LOCK TABLE ONLY change_log IN ACCESS EXCLUSIVE MODE;
            EXECUTE format('SELECT EXISTS (SELECT FROM %s)', old) INTO filled;
            IF NOT filled THEN
                EXECUTE format('DROP TABLE %s', old);
                RETURN name;
            END IF;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

SELECT extend_change_log(interval '1 day', interval '3 days');

-- When the bytes of a message were removed; its answers stay, for the copies that a sender may send.
ALTER TABLE hl7_contents ADD COLUMN removed_at timestamptz;
CREATE INDEX hl7_updated_at ON hl7 USING brin (updated_at);

-- When a pending dead letter is tried again by itself, because its failure may pass; null when it waits for a person.
ALTER TABLE dead_letters ADD COLUMN retry_at timestamptz;
CREATE INDEX dead_letters_retried ON dead_letters (tenant_id, seq) WHERE retry_at IS NOT NULL;
CREATE INDEX dead_letters_resolved_at ON dead_letters (resolved_at);
