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
                WHERE story.tenant_id = :tenant AND story.message_id = contents.message_id),
    'delivery', jsonb_build_object('events', (
        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'id', told.event_id, 'event', told.event, 'resource', told.resource, 'entityId', told.entity_id,
                   'occurredAt', iso(told.occurred_at), 'deliveredAt', iso(told.delivered_at), 'sockets', told.sockets,
                   'critical', critical.status, 'escalations', critical.escalations,
                   'acknowledgements', (
                       SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                                  'by', kept.confirmed_by, 'name', kept.name, 'at', iso(kept.confirmed_at)))
                              ORDER BY kept.confirmed_at), '[]')
                       FROM event_confirmations AS kept
                       WHERE kept.tenant_id = :tenant AND kept.event_id = told.event_id)))
               ORDER BY told.occurred_at, told.event_id), '[]')
        FROM event_deliveries AS told
        LEFT JOIN critical_events AS critical ON critical.tenant_id = :tenant AND critical.event_id = told.event_id
        WHERE told.tenant_id = :tenant AND told.message_id = contents.message_id))))::text AS object
FROM object
JOIN hl7_contents AS contents ON contents.tenant_id = :tenant AND contents.message_id = :id::uuid
