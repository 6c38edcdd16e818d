-- Says why a message could not be given to the biopsy that a person chose. Parameters: tenant, id, request.
-- Result: its status and the refusal, or no row when there is no such message or no such biopsy.
-- Index: hl7, hl7_contents and biopsies primary keys.
SELECT json_build_object('status', stored.status, 'refusal', CASE
           WHEN contents.report ->> 'messageType' IS DISTINCT FROM 'ORU' THEN 'The message is no result'
           WHEN stored.status NOT IN ('unmatched', 'processed') THEN 'The message is ' || stored.status || '; process it again first'
           WHEN (contents.report ->> 'patientCount')::int > 1
               THEN 'The message names several patients; reprocess an edited copy for each of them'
           WHEN stored.biopsy_id = biopsy.id THEN 'The biopsy has this result already'
           ELSE 'The message names another patient of the clinic' END)::text AS object
FROM hl7 AS stored
JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
JOIN biopsies AS biopsy ON biopsy.tenant_id = stored.tenant_id AND biopsy.id = (:request::jsonb ->> 'biopsyId')::uuid
WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
