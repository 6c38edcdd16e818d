-- Reads a message that could not be given to a biopsy. Parameters: tenant, id, request.
-- Result: the message, or no row when there is no such message or no such biopsy. Index: hl7 and biopsies primary keys.
WITH message AS (
    SELECT * FROM hl7
    WHERE tenant_id = :tenant AND id = :id::uuid
      AND EXISTS (SELECT FROM biopsies WHERE tenant_id = :tenant AND id = (:request::jsonb ->> 'biopsyId')::uuid)
)
\ir object.sql
