-- Reads which event has an id, when the log no longer tells. Parameters: tenant, event (its id). Result: {event, resource}, or
-- no row. Index: event_deliveries primary key.
SELECT json_build_object('event', event, 'resource', resource)::text
FROM event_deliveries
WHERE tenant_id = :tenant AND event_id = :event
