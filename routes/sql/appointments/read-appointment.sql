-- Reads one appointment. Parameters: tenant, id. Result: the appointment, or no row.
-- Index: appointments primary key.
WITH appointment AS (SELECT * FROM appointments WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
