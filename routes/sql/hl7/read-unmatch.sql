-- Says why a message could not be taken back. Parameters: tenant, id.
-- Result: its status and the refusal, or no row when there is no such message. Index: hl7 primary key.
SELECT json_build_object('status', status, 'refusal', 'No biopsy has this message: it is ' || status)::text AS object
FROM hl7
WHERE tenant_id = :tenant AND id = :id::uuid
