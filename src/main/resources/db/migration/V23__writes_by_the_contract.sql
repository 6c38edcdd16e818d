-- Column names are no field names of the API: {"first_name": …} is an unknown field, which its schema has not checked.
CREATE OR REPLACE FUNCTION column_names(request jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(lower(regexp_replace(key, '([A-Z])', '_\1', 'g')), value), '{}')
    FROM jsonb_each(request)
    WHERE strpos(key, '_') = 0
$$;

-- Who sent a prescription; none where only its status was moved to sent.
ALTER TABLE prescriptions ADD COLUMN sent_by text;
