-- Matching by rules and by a person, messages of several orders, edited copies, and what operators look messages up by.

-- A message that reports on several biopsies is kept as a part for each, so that no result stands beside another's.
ALTER TABLE hl7 ADD COLUMN part integer NOT NULL DEFAULT 1;
ALTER TABLE hl7 DROP CONSTRAINT hl7_content_key;
ALTER TABLE hl7 ADD CONSTRAINT hl7_content_key UNIQUE (tenant_id, sender, control_id, content_hash, part);

-- The message that this is an edited copy of.
ALTER TABLE hl7 ADD COLUMN original_id uuid;
-- What differs between the message and the patient that got it, where the rules let it pass.
ALTER TABLE hl7 ADD COLUMN note text;

-- What a step changed: [{resource, id, from, to}].
ALTER TABLE hl7_history ADD COLUMN changes jsonb;

-- The biopsy's status before this version: where it goes back to when no version is left.
ALTER TABLE biopsy_versions ADD COLUMN prior_status text;

-- The decoded text, where the bytes are not UTF-8 as they stand.
ALTER TABLE hl7_contents ADD COLUMN text text;
CREATE FUNCTION pg_temp.is_utf8(content bytea) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM convert_from(content, 'UTF8');
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END $$;
UPDATE hl7_contents SET text = CASE WHEN position('\x00'::bytea IN raw) > 0 THEN '' ELSE convert_from(raw, 'LATIN1') END
WHERE NOT pg_temp.is_utf8(raw);

-- The identifiers that count as the clinic's own, which the rules for matching choose from now on.
UPDATE hl7_contents
SET report = jsonb_set(report, '{patient,mrns}', (SELECT coalesce(jsonb_agg(identifier -> 'id'), '[]')
                                                  FROM jsonb_array_elements(report #> '{patient,identifiers}') AS identifier))
WHERE report #> '{patient,identifiers}' IS NOT NULL;

CREATE INDEX hl7_mrn ON hl7 (tenant_id, mrn, id) WHERE mrn IS NOT NULL;
-- An index on the array would not serve under row-level security. Most messages name an order by two numbers.
CREATE INDEX hl7_first_number ON hl7 (tenant_id, (order_numbers[1]), id);
CREATE INDEX hl7_second_number ON hl7 (tenant_id, (order_numbers[2]), id) WHERE order_numbers[2] IS NOT NULL;
CREATE INDEX hl7_more_numbers ON hl7 (tenant_id, id) WHERE order_numbers[3] IS NOT NULL;
CREATE INDEX hl7_biopsy_id ON hl7 (tenant_id, biopsy_id) WHERE biopsy_id IS NOT NULL;

-- A name as it is compared: without case, accents, spaces and signs, whatever the locale of the database.
CREATE FUNCTION plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(lower(normalize(name, NFKD) COLLATE pg_c_utf8), '[^[:alnum:]]', '', 'g')
$$;
ALTER TABLE patients ADD COLUMN plain_last_name text GENERATED ALWAYS AS (plain_name(last_name)) STORED;
CREATE INDEX patients_last_name ON patients (tenant_id, plain_last_name);
CREATE INDEX patients_dob ON patients (tenant_id, dob);

-- Whether two names cannot be one person's: other last names, or first names of which neither begins the other (Jo, Joan).
CREATE FUNCTION names_differ(last_name text, first_name text, other_last_name text, other_first_name text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(plain_name(last_name) <> plain_name(other_last_name), false)
        OR coalesce(NOT starts_with(plain_name(first_name), plain_name(other_first_name))
                    AND NOT starts_with(plain_name(other_first_name), plain_name(first_name)), false)
$$;

-- The least id (UUIDv7) of a moment, so that a time bounds a range of ids.
CREATE FUNCTION id_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- What of an object a message's history tells.
CREATE FUNCTION biopsy_facts(biopsy biopsies) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('status', biopsy.status, 'diagnosis', biopsy.diagnosis, 'resultVersion', biopsy.result_version,
                              'corrected', biopsy.corrected, 'pathLabCaseNumber', biopsy.path_lab_case_number)
$$;

CREATE FUNCTION patient_facts(patient patients) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('mrn', patient.mrn, 'firstName', patient.first_name, 'lastName', patient.last_name,
                              'dob', patient.dob, 'phone', patient.phone, 'email', patient.email)
$$;

CREATE FUNCTION appointment_facts(appointment appointments) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('status', appointment.status, 'scheduledStart', iso(appointment.scheduled_start),
                              'scheduledEnd', iso(appointment.scheduled_end), 'reason', appointment.reason)
$$;

-- What a change made of an object: only the fields that differ. `former` is null for a new object.
CREATE FUNCTION traced(resource text, id uuid, former jsonb, latter jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'resource', resource, 'id', id,
        'from', (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(former) WHERE latter -> key <> value),
        'to', (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(latter)
               WHERE former -> key IS DISTINCT FROM value AND (former IS NOT NULL OR value <> 'null')))
$$;
