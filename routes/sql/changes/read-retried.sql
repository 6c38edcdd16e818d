-- Reads which changes wait to be tried again, across tenants. Parameters: none. Result: tenant_id, seq, resource, entity_id.
-- Index: dead_letters_retried.
SELECT tenant_id, seq, resource, entity_id FROM dead_letters WHERE retry_at IS NOT NULL
