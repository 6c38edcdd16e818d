-- The step that put a message `stored` where it stands. Included as a sub-query. Parameters: tenant.
-- Index: hl7_history primary key.
     SELECT story.action FROM hl7_history AS story
     WHERE story.tenant_id = :tenant AND story.message_id = stored.id AND story.action <> 'patient_created'
     ORDER BY story.id DESC LIMIT 1
