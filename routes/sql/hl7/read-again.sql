-- Reads the bytes of a message that may be processed again: one that is not processed, was not taken back by the laboratory nor
-- replaced by an edited copy, and whose bytes were not removed. Parameters: tenant, id.
-- Result: base64, or no row when there is no such message. Index: hl7, hl7_contents and hl7_history primary keys.
SELECT json_build_object('base64', encode(contents.raw, 'base64'), 'source', stored.source)::text AS object
FROM hl7 AS stored
JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status <> 'processed' AND contents.removed_at IS NULL
  AND coalesce((
\ir last-step.sql
  ) NOT IN ('withdrawn', 'replaced'), true)
