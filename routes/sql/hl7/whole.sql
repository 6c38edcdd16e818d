-- The message with its bytes, answers and history, before Java draws its tree.
-- Included by statements that name their rows `message`; result: one JSON object a row. Parameters: tenant, id.
SELECT (object::jsonb || jsonb_build_object(
    'base64', encode(contents.raw, 'base64'),
    'rawRemovedAt', iso(contents.removed_at),
    'charset', contents.charset,
    'ack', coalesce((SELECT string_agg(ack ->> 'text', '') FROM jsonb_array_elements(contents.acks) AS ack), ''),
    'observations', (SELECT count(*) FROM observations
                     WHERE observations.tenant_id = :tenant AND observations.message_id = contents.message_id),
    'documents', (SELECT count(*) FROM biopsy_documents
                  WHERE biopsy_documents.tenant_id = :tenant AND biopsy_documents.message_id = contents.message_id),
    'history', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'at', iso(story.at), 'action', story.action, 'status', story.status, 'actor', story.actor,
                    'detail', story.detail)) ORDER BY story.id), '[]')
                FROM hl7_history AS story
                WHERE story.tenant_id = :tenant AND story.message_id = contents.message_id),
    'changes', (SELECT coalesce(jsonb_agg(change.change || jsonb_strip_nulls(jsonb_build_object(
                    'at', iso(story.at), 'action', story.action, 'actor', story.actor)) ORDER BY story.id), '[]')
                FROM hl7_history AS story, jsonb_array_elements(story.changes) AS change(change)
                WHERE story.tenant_id = :tenant AND story.message_id = contents.message_id)))::text AS object
FROM object
JOIN hl7_contents AS contents ON contents.tenant_id = :tenant AND contents.message_id = :id::uuid
