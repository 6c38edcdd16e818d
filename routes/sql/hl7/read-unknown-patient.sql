-- Says why no patient could be registered from a message. Parameters: tenant, id.
-- Result: its status and the refusal, or no row when there is no such message. Index: hl7 and hl7_contents primary keys.
SELECT json_build_object('status', stored.status, 'refusal', CASE
           WHEN stored.status <> 'unmatched' THEN 'Only an unmatched message waits for a patient: this one is ' || stored.status
           WHEN contents.report ->> 'patientCount' IS DISTINCT FROM '1' THEN 'The message does not name one patient'
           WHEN contents.report #>> '{patient,mrn}' IS NULL THEN 'The message has no identifier of this clinic'
           WHEN coalesce(contents.report #>> '{patient,lastName}', contents.report #>> '{patient,firstName}') IS NULL
               THEN 'The message has no name'
           ELSE 'The clinic knows a patient with this identifier' END)::text AS object
FROM hl7 AS stored
JOIN hl7_contents AS contents ON contents.tenant_id = stored.tenant_id AND contents.message_id = stored.id
WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
