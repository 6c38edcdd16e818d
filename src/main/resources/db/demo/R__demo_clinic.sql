-- The demo clinics: two tenants that share an MRN and an order number and nothing else, to show that they stay apart.
-- Run at every start, adds what is missing and changes nothing. Ids are UUIDv7 of a time long past, so that what is
-- made later is newer. The appointments are on the day of the first run.
-- demo's PAT12345 and BIOPSY123 are those of samples/hl7/oru-r01-lab-results-derm.hl7.

INSERT INTO tenants (id, name) VALUES
    ('demo', 'Demo Dermatology'),
    ('acme', 'Acme Skin Clinic')
ON CONFLICT DO NOTHING;

-- Demo Dermatology
INSERT INTO providers (tenant_id, id, name, npi) VALUES
    ('demo', '01940000-0d01-7000-8000-000000000001', 'Dr. Ada Reyes', '1003000101'),
    ('demo', '01940000-0d01-7000-8000-000000000002', 'Dr. Samuel Okafor', '1003000102'),
    ('demo', '01940000-0d01-7000-8000-000000000003', 'Priya Nair, PA-C', '1003000103'),
    ('demo', '01940000-0d01-7000-8000-000000000004', 'Dr. Hannah Lindqvist', '1003000104')
ON CONFLICT DO NOTHING;

INSERT INTO locations (tenant_id, id, name) VALUES
    ('demo', '01940000-0d02-7000-8000-000000000001', 'Demo Dermatology Main Street'),
    ('demo', '01940000-0d02-7000-8000-000000000002', 'Demo Dermatology Riverside')
ON CONFLICT DO NOTHING;

INSERT INTO appointment_types (tenant_id, id, name, duration_minutes) VALUES
    ('demo', '01940000-0d03-7000-8000-000000000001', 'New patient visit', 30),
    ('demo', '01940000-0d03-7000-8000-000000000002', 'Follow-up', 15),
    ('demo', '01940000-0d03-7000-8000-000000000003', 'Skin biopsy', 30),
    ('demo', '01940000-0d03-7000-8000-000000000004', 'Mohs surgery', 120)
ON CONFLICT DO NOTHING;

INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email, insurance, balance) VALUES
    ('demo', '01940000-0d04-7000-8000-000000000001', 'PAT12345', 'John', 'Doe', '1980-05-15', '+1 555 123 4567',
     'john.doe@example.com', '{"payer": "Blue Cross", "planName": "PPO", "memberId": "BC-100245", "verified": true}',
     12500),
    ('demo', '01940000-0d04-7000-8000-000000000002', 'PAT54321', 'Jane', 'Smith', '1975-11-02', '+1 555 010 2244',
     'jane.smith@example.com', '{"payer": "Aetna", "planName": "HMO", "memberId": "AE-558812", "verified": false}', 0),
    ('demo', '01940000-0d04-7000-8000-000000000003', 'PAT20001', 'Miguel', 'Alvarez', '1962-03-28', '+1 555 010 7781',
     'miguel.alvarez@example.com',
     '{"payer": "Medicare", "planName": "Part B", "memberId": "1EG4-TE5-MK73", "verified": true}', 4200),
    ('demo', '01940000-0d04-7000-8000-000000000004', 'PAT20002', 'Grace', 'Kim', '1991-07-09', '+1 555 010 3390',
     'grace.kim@example.com',
     '{"payer": "United Healthcare", "planName": "EPO", "memberId": "UH-774120", "verified": false}', 0),
    ('demo', '01940000-0d04-7000-8000-000000000005', 'PAT20003', 'Robert', 'Castellano', '1954-12-19',
     '+1 555 010 6612', NULL,
     '{"payer": "Medicare", "planName": "Part B", "memberId": "2FH5-UF6-NL84", "verified": true}', 31000),
    ('demo', '01940000-0d04-7000-8000-000000000006', 'PAT20004', 'Leah', 'Abrams', '2003-01-30', '+1 555 010 9023',
     'leah.abrams@example.com', NULL, 0)
ON CONFLICT DO NOTHING;

INSERT INTO appointments (tenant_id, id, patient_id, provider_id, location_id, appointment_type_id, status,
                          scheduled_start, scheduled_end) VALUES
    ('demo', '01940000-0d05-7000-8000-000000000001', '01940000-0d04-7000-8000-000000000001',
     '01940000-0d01-7000-8000-000000000001', '01940000-0d02-7000-8000-000000000001',
     '01940000-0d03-7000-8000-000000000002', 'checked_in', date_trunc('day', now()) + interval '9 hours',
     date_trunc('day', now()) + interval '9 hours 30 minutes'),
    ('demo', '01940000-0d05-7000-8000-000000000002', '01940000-0d04-7000-8000-000000000002',
     '01940000-0d01-7000-8000-000000000002', '01940000-0d02-7000-8000-000000000001',
     '01940000-0d03-7000-8000-000000000001', 'scheduled', date_trunc('day', now()) + interval '10 hours',
     date_trunc('day', now()) + interval '10 hours 30 minutes'),
    ('demo', '01940000-0d05-7000-8000-000000000003', '01940000-0d04-7000-8000-000000000003',
     '01940000-0d01-7000-8000-000000000001', '01940000-0d02-7000-8000-000000000002',
     '01940000-0d03-7000-8000-000000000002', 'scheduled', date_trunc('day', now()) + interval '11 hours',
     date_trunc('day', now()) + interval '11 hours 15 minutes'),
    ('demo', '01940000-0d05-7000-8000-000000000004', '01940000-0d04-7000-8000-000000000004',
     '01940000-0d01-7000-8000-000000000003', '01940000-0d02-7000-8000-000000000002',
     '01940000-0d03-7000-8000-000000000001', 'scheduled', date_trunc('day', now()) + interval '14 hours',
     date_trunc('day', now()) + interval '14 hours 30 minutes')
ON CONFLICT DO NOTHING;

INSERT INTO encounters (tenant_id, id, patient_id, provider_id, appointment_id, status, chief_complaint) VALUES
    ('demo', '01940000-0d06-7000-8000-000000000001', '01940000-0d04-7000-8000-000000000001',
     '01940000-0d01-7000-8000-000000000001', '01940000-0d05-7000-8000-000000000001', 'in_progress',
     'Spot that does not heal'),
    ('demo', '01940000-0d06-7000-8000-000000000002', '01940000-0d04-7000-8000-000000000003',
     '01940000-0d01-7000-8000-000000000002', NULL, 'draft', 'Skin check')
ON CONFLICT DO NOTHING;

INSERT INTO biopsies (tenant_id, id, patient_id, encounter_id, ordering_provider_id, order_number, status,
                      body_location, specimen_type, path_lab, path_lab_case_number, clinical_history) VALUES
    ('demo', '01940000-0d07-7000-8000-000000000001', '01940000-0d04-7000-8000-000000000001',
     '01940000-0d06-7000-8000-000000000001', '01940000-0d01-7000-8000-000000000001', 'BIOPSY123', 'sent',
     'Left forearm', 'punch', 'General Hospital', NULL, 'Pearly papule, six months, bleeds at times'),
    ('demo', '01940000-0d07-7000-8000-000000000002', '01940000-0d04-7000-8000-000000000002', NULL,
     '01940000-0d01-7000-8000-000000000002', 'BIOPSY124', 'collected', 'Upper back', 'shave', 'General Hospital',
     NULL, 'Changing mole'),
    ('demo', '01940000-0d07-7000-8000-000000000003', '01940000-0d04-7000-8000-000000000003', NULL,
     '01940000-0d01-7000-8000-000000000001', 'BIOPSY125', 'received_by_lab', 'Scalp', 'excisional',
     'Northside Pathology', 'NP-25-00417', 'History of squamous cell carcinoma'),
    ('demo', '01940000-0d07-7000-8000-000000000004', '01940000-0d04-7000-8000-000000000005', NULL,
     '01940000-0d01-7000-8000-000000000004', 'BIOPSY126', 'ordered', 'Nose, left ala', 'punch', 'General Hospital',
     NULL, NULL)
ON CONFLICT DO NOTHING;

INSERT INTO claims (tenant_id, id, claim_number, patient_id, encounter_id, status, total_charges, payer, payer_name,
                    service_date, submitted_at) VALUES
    ('demo', '01940000-0d08-7000-8000-000000000001', 'CLM-1001', '01940000-0d04-7000-8000-000000000001',
     '01940000-0d06-7000-8000-000000000001', 'submitted', 28500, 'Blue Cross', 'Blue Cross PPO', current_date - 3,
     now() - interval '2 days'),
    ('demo', '01940000-0d08-7000-8000-000000000002', 'CLM-1002', '01940000-0d04-7000-8000-000000000003', NULL,
     'draft', 14200, 'Medicare', 'Medicare Part B', current_date - 3, NULL)
ON CONFLICT DO NOTHING;

INSERT INTO prior_auths (tenant_id, id, patient_id, service_type, insurance_plan) VALUES
    ('demo', '01940000-0d09-7000-8000-000000000001', '01940000-0d04-7000-8000-000000000005', 'Mohs surgery',
     'Medicare Part B')
ON CONFLICT DO NOTHING;

INSERT INTO prescriptions (tenant_id, id, patient_id, provider_id, medication, dosage, quantity, refills, pharmacy,
                           instructions) VALUES
    ('demo', '01940000-0d0a-7000-8000-000000000001', '01940000-0d04-7000-8000-000000000002',
     '01940000-0d01-7000-8000-000000000002', 'Tretinoin 0.025% cream', 'Thin layer at night', '"20 g"', 2,
     'Main Street Pharmacy', 'Sunscreen by day')
ON CONFLICT DO NOTHING;

-- Acme Skin Clinic
INSERT INTO providers (tenant_id, id, name, npi) VALUES
    ('acme', '01940000-0a01-7000-8000-000000000001', 'Dr. Oliver Brandt', '1003000201'),
    ('acme', '01940000-0a01-7000-8000-000000000002', 'Dr. Mei Tanaka', '1003000202'),
    ('acme', '01940000-0a01-7000-8000-000000000003', 'Carla Jimenez, NP', '1003000203')
ON CONFLICT DO NOTHING;

INSERT INTO locations (tenant_id, id, name) VALUES
    ('acme', '01940000-0a02-7000-8000-000000000001', 'Acme Skin Clinic Downtown'),
    ('acme', '01940000-0a02-7000-8000-000000000002', 'Acme Skin Clinic Harbor')
ON CONFLICT DO NOTHING;

INSERT INTO appointment_types (tenant_id, id, name, duration_minutes) VALUES
    ('acme', '01940000-0a03-7000-8000-000000000001', 'Consultation', 30),
    ('acme', '01940000-0a03-7000-8000-000000000002', 'Follow-up', 15),
    ('acme', '01940000-0a03-7000-8000-000000000003', 'Biopsy', 30)
ON CONFLICT DO NOTHING;

INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob, phone, email, insurance, balance) VALUES
    ('acme', '01940000-0a04-7000-8000-000000000001', 'PAT12345', 'Maria', 'Gonzalez', '1968-09-21', '+1 555 020 1180',
     'maria.gonzalez@example.com', '{"payer": "Cigna", "planName": "PPO", "memberId": "CI-330917", "verified": true}',
     8000),
    ('acme', '01940000-0a04-7000-8000-000000000002', 'ACM10001', 'Thomas', 'Weber', '1949-04-11', '+1 555 020 4475',
     NULL, '{"payer": "Medicare", "planName": "Part B", "memberId": "3GJ6-VG7-PM95", "verified": true}', 0),
    ('acme', '01940000-0a04-7000-8000-000000000003', 'ACM10002', 'Aisha', 'Rahman', '1986-02-17', '+1 555 020 7731',
     'aisha.rahman@example.com', '{"payer": "Kaiser", "planName": "HMO", "memberId": "KP-901184", "verified": false}',
     0),
    ('acme', '01940000-0a04-7000-8000-000000000004', 'ACM10003', 'Daniel', 'O''Brien', '1972-08-05',
     '+1 555 020 2298', 'daniel.obrien@example.com',
     '{"payer": "Blue Cross", "planName": "PPO", "memberId": "BC-220731", "verified": false}', 15500),
    ('acme', '01940000-0a04-7000-8000-000000000005', 'ACM10004', 'Yuki', 'Sato', '1995-10-26', '+1 555 020 5567',
     'yuki.sato@example.com', NULL, 0),
    ('acme', '01940000-0a04-7000-8000-000000000006', 'ACM10005', 'Helen', 'Marchetti', '1957-06-14',
     '+1 555 020 8846', NULL, '{"payer": "Aetna", "planName": "PPO", "memberId": "AE-664203", "verified": false}', 0)
ON CONFLICT DO NOTHING;

INSERT INTO appointments (tenant_id, id, patient_id, provider_id, location_id, appointment_type_id, status,
                          scheduled_start, scheduled_end) VALUES
    ('acme', '01940000-0a05-7000-8000-000000000001', '01940000-0a04-7000-8000-000000000001',
     '01940000-0a01-7000-8000-000000000001', '01940000-0a02-7000-8000-000000000001',
     '01940000-0a03-7000-8000-000000000002', 'checked_in', date_trunc('day', now()) + interval '9 hours',
     date_trunc('day', now()) + interval '9 hours 30 minutes'),
    ('acme', '01940000-0a05-7000-8000-000000000002', '01940000-0a04-7000-8000-000000000002',
     '01940000-0a01-7000-8000-000000000002', '01940000-0a02-7000-8000-000000000001',
     '01940000-0a03-7000-8000-000000000001', 'scheduled', date_trunc('day', now()) + interval '10 hours',
     date_trunc('day', now()) + interval '10 hours 30 minutes'),
    ('acme', '01940000-0a05-7000-8000-000000000003', '01940000-0a04-7000-8000-000000000003',
     '01940000-0a01-7000-8000-000000000001', '01940000-0a02-7000-8000-000000000002',
     '01940000-0a03-7000-8000-000000000002', 'scheduled', date_trunc('day', now()) + interval '11 hours',
     date_trunc('day', now()) + interval '11 hours 15 minutes'),
    ('acme', '01940000-0a05-7000-8000-000000000004', '01940000-0a04-7000-8000-000000000004',
     '01940000-0a01-7000-8000-000000000003', '01940000-0a02-7000-8000-000000000002',
     '01940000-0a03-7000-8000-000000000001', 'scheduled', date_trunc('day', now()) + interval '14 hours',
     date_trunc('day', now()) + interval '14 hours 30 minutes')
ON CONFLICT DO NOTHING;

INSERT INTO encounters (tenant_id, id, patient_id, provider_id, appointment_id, status, chief_complaint) VALUES
    ('acme', '01940000-0a06-7000-8000-000000000001', '01940000-0a04-7000-8000-000000000001',
     '01940000-0a01-7000-8000-000000000001', '01940000-0a05-7000-8000-000000000001', 'in_progress',
     'Spot that does not heal'),
    ('acme', '01940000-0a06-7000-8000-000000000002', '01940000-0a04-7000-8000-000000000003',
     '01940000-0a01-7000-8000-000000000002', NULL, 'draft', 'Skin check')
ON CONFLICT DO NOTHING;

INSERT INTO biopsies (tenant_id, id, patient_id, encounter_id, ordering_provider_id, order_number, status,
                      body_location, specimen_type, path_lab, path_lab_case_number, clinical_history) VALUES
    ('acme', '01940000-0a07-7000-8000-000000000001', '01940000-0a04-7000-8000-000000000001',
     '01940000-0a06-7000-8000-000000000001', '01940000-0a01-7000-8000-000000000001', 'BIOPSY123', 'sent',
     'Right cheek', 'shave', 'Acme Reference Lab', NULL, 'Scaly patch'),
    ('acme', '01940000-0a07-7000-8000-000000000002', '01940000-0a04-7000-8000-000000000004', NULL,
     '01940000-0a01-7000-8000-000000000002', 'ACM-B-2', 'collected', 'Lower back', 'punch', 'Acme Reference Lab',
     NULL, NULL)
ON CONFLICT DO NOTHING;

INSERT INTO claims (tenant_id, id, claim_number, patient_id, encounter_id, status, total_charges, payer, payer_name,
                    service_date, submitted_at) VALUES
    ('acme', '01940000-0a08-7000-8000-000000000001', 'CLM-1001', '01940000-0a04-7000-8000-000000000001',
     '01940000-0a06-7000-8000-000000000001', 'submitted', 19900, 'Cigna', 'Cigna PPO', current_date - 3,
     now() - interval '2 days'),
    ('acme', '01940000-0a08-7000-8000-000000000002', 'CLM-1002', '01940000-0a04-7000-8000-000000000004', NULL,
     'draft', 9500, 'Blue Cross', 'Blue Cross PPO', current_date - 3, NULL)
ON CONFLICT DO NOTHING;

INSERT INTO prior_auths (tenant_id, id, patient_id, service_type, insurance_plan) VALUES
    ('acme', '01940000-0a09-7000-8000-000000000001', '01940000-0a04-7000-8000-000000000002', 'Phototherapy',
     'Medicare Part B')
ON CONFLICT DO NOTHING;

INSERT INTO prescriptions (tenant_id, id, patient_id, provider_id, medication, dosage, quantity, refills, pharmacy,
                           instructions) VALUES
    ('acme', '01940000-0a0a-7000-8000-000000000001', '01940000-0a04-7000-8000-000000000003',
     '01940000-0a01-7000-8000-000000000003', 'Clobetasol 0.05% ointment', 'Thin layer twice a day', '"30 g"', 1,
     'Harbor Pharmacy', 'For two weeks, not on the face')
ON CONFLICT DO NOTHING;
