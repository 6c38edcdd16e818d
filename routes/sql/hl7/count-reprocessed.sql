-- Counts what became of messages that were processed again. Parameters: tenant, results (their ids with commas between, or null).
-- Result: the numbers. Index: hl7 primary key.
SELECT json_build_object(
    'reprocessed', count(*),
    'processed', count(*) FILTER (WHERE stored.status = 'processed'),
    'unmatched', count(*) FILTER (WHERE stored.status = 'unmatched'),
    'failed', count(*) FILTER (WHERE stored.status = 'failed'),
    'rejected', count(*) FILTER (WHERE stored.status = 'rejected'))::text AS object
FROM unnest(string_to_array(:results, ',')::uuid[]) AS chosen(id)
JOIN hl7 AS stored ON stored.tenant_id = :tenant AND stored.id = chosen.id
