-- Reads one appointment type. Parameters: tenant, id. Result: the appointment type, or no row.
-- Index: appointment_types primary key.
WITH appointment_type AS (SELECT * FROM appointment_types WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
