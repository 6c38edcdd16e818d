-- A tenant is whom a verified token names, or the table of senders: it needs no row here before its first write.
ALTER TABLE providers DROP CONSTRAINT providers_tenant_fkey;
ALTER TABLE locations DROP CONSTRAINT locations_tenant_fkey;
ALTER TABLE appointment_types DROP CONSTRAINT appointment_types_tenant_fkey;
ALTER TABLE patients DROP CONSTRAINT patients_tenant_fkey;
ALTER TABLE hl7 DROP CONSTRAINT hl7_tenant_fkey;
