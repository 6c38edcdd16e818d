-- Adds entries of several tenants to the audit log. Parameters: entries (a JSON array). Result: how many.
SELECT record_audit(:entries::jsonb)
