-- Claims the changes that are to be tried again now, across tenants, for a minute: of each object the first one, which the others
-- wait for. Parameters: none. Result: tenant_id, attempts, and letter (a JSON object as for a replay).
-- Index: dead_letters_retried, dead_letters primary key.
WITH first AS (
    SELECT DISTINCT ON (tenant_id, resource, entity_id) tenant_id, id
    FROM dead_letters WHERE retry_at IS NOT NULL
    ORDER BY tenant_id, resource, entity_id, seq
)
UPDATE dead_letters AS stored
SET retry_at = clock_timestamp() + interval '1 minute'
FROM first
WHERE stored.tenant_id = first.tenant_id AND stored.id = first.id AND stored.status = 'pending'
  AND (stored.retry_at <= clock_timestamp() OR stored.retry_at = 'infinity')
RETURNING stored.tenant_id, stored.attempts,
          json_build_object('id', stored.id, 'seq', stored.seq, 'tenant', stored.tenant_id, 'resource', stored.resource,
                            'entityId', stored.entity_id, 'change', stored.change::text)::text AS letter
