-- Reads which changes of those asked for are not tried again any more and were not replayed, across tenants: they are left to a
-- person. Parameters: tenants and numbers (in pairs). Result: tenant_id, seq. Index: dead_letters_seq_key.
SELECT asked.tenant_id, asked.seq
FROM unnest(:tenants::text[], :numbers::bigint[]) AS asked(tenant_id, seq)
LEFT JOIN dead_letters AS letter
       ON letter.tenant_id = asked.tenant_id AND letter.seq = asked.seq AND letter.delivery IS NULL
WHERE letter.retry_at IS NULL AND letter.status IS DISTINCT FROM 'replayed'
