-- Reads the pending dead letters to replay, in the order of their changes: one, or all that match.
-- Parameters: tenant, letter (an id, or null for all), request (resource and event to match). Result: a JSON array of
-- {id, seq, tenant, resource, entityId, event, change (JSON, as text)}, or no row when there is none. Index: dead_letters_pending.
SELECT json_agg(json_build_object(
    'id', id, 'seq', seq, 'tenant', tenant_id, 'resource', resource, 'entityId', entity_id, 'event', event,
    'change', change::text)
    ORDER BY seq)::text
FROM dead_letters
WHERE tenant_id = :tenant AND status = 'pending' AND (id = :letter::uuid OR :letter::uuid IS NULL AND retry_at IS NULL)
  AND replace(resource, '_', '-') = coalesce(:request::jsonb ->> 'resource', replace(resource, '_', '-'))
  AND coalesce(event, '') = coalesce(:request::jsonb ->> 'event', event, '')
HAVING count(*) > 0
