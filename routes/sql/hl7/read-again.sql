-- Reads the bytes of a message that may be processed again. Parameters: tenant, id.
-- Result: base64, or no row when there is no such message it is processed, or its bytes were removed. Index: hl7 primary key.
SELECT json_build_object('base64', encode(contents.raw, 'base64'), 'source', stored.source)::text AS object
FROM hl7 AS stored
JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid AND stored.status <> 'processed' AND contents.removed_at IS NULL
