-- An entry of the audit log as answers show it.
-- Included by statements that name their rows `entry`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', entry.number::text,
    'timestamp', iso(entry.at),
    'actor', entry.actor,
    'action', entry.action,
    'resource', entry.resource,
    'objectId', entry.object_id,
    'outcome', entry.outcome,
    'remote', entry.remote,
    'hash', encode(entry.hash, 'hex')))::text AS object
FROM entry
