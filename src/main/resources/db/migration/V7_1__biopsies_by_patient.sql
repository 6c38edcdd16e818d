-- The biopsies of a patient, whom a laboratory's message names.
CREATE INDEX biopsies_patient_id ON biopsies (tenant_id, patient_id, id);
