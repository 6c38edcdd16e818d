-- Says why a message may not be processed again. Parameters: tenant, id.
-- Result: its status and, when it is closed for good, the refusal, or no row when there is no such message.
-- Index: hl7 and hl7_history primary keys.
SELECT json_strip_nulls(json_build_object('status', stored.status, 'refusal', CASE (
\ir last-step.sql
       )
           WHEN 'withdrawn' THEN 'The laboratory took this message back; what is right it sends in a new one'
           WHEN 'replaced' THEN (
               SELECT story.detail || '; process or edit that one' FROM hl7_history AS story
               WHERE story.tenant_id = :tenant AND story.message_id = stored.id AND story.action = 'replaced'
               ORDER BY story.id DESC LIMIT 1) END))::text AS object
FROM hl7 AS stored
WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
