-- The dead letter as operators see it. Included by statements that name their rows `letter`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', letter.id,
    'status', letter.status,
    'event', letter.event,
    'change', json_build_object(
        'resource', replace(letter.resource, '_', '-'),
        'entityId', letter.entity_id,
        'op', upper(letter.change ->> 'op'),
        'seq', letter.seq),
    'route', letter.route_id,
    'error', letter.error,
    'attempts', letter.attempts,
    'reason', letter.reason,
    'resolvedBy', letter.resolved_by,
    'createdAt', iso(letter.failed_at),
    'updatedAt', iso(letter.resolved_at)))::text AS object
FROM letter
