-- Reads which tenants have critical events that nobody has confirmed in time, across tenants.
-- Parameters: none. Result: tenant, a row for each. Index: critical_events_due.
SELECT DISTINCT tenant_id AS tenant FROM critical_events WHERE status = 'open' AND due_at <= clock_timestamp()
