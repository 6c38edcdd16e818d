-- The critical event as answers and events show it.
-- Included by statements that name their rows `critical`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', critical.id,
    'eventId', critical.event_id,
    'event', critical.event,
    'resource', critical.resource,
    'entityId', critical.entity_id,
    'subject', critical.subject,
    'status', critical.status,
    'occurredAt', iso(critical.occurred_at),
    'sockets', coalesce(delivery.sockets, 0),
    'messageId', delivery.message_id,
    'escalateTo', critical.escalate_to,
    'escalations', critical.escalations,
    'dueAt', iso(critical.due_at),
    'acknowledgedBy', critical.acknowledged_by,
    'acknowledgedByName', critical.acknowledged_name,
    'acknowledgedAt', iso(critical.acknowledged_at)))::text AS object
FROM critical
LEFT JOIN event_deliveries delivery ON delivery.tenant_id = critical.tenant_id AND delivery.event_id = critical.event_id
