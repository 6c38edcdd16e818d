-- Changes what is given of a claim; what is absent stays, null clears.
-- Parameters: tenant, id, request. Result: the claim, or no row when there is none. Index: claims primary key.
WITH claim AS (
    UPDATE claims AS stored
    SET (encounter_id, total_charges, line_items, payer, payer_name, service_date) = (
        SELECT changed.encounter_id,
               CASE WHEN jsonb_exists(:request::jsonb, 'lineItems') AND NOT jsonb_exists(:request::jsonb, 'totalCharges')
                    THEN (SELECT sum((line ->> 'charge')::bigint * coalesce((line ->> 'units')::int, 1))
                          FROM jsonb_array_elements(changed.line_items) AS line)
                    ELSE changed.total_charges END,
               changed.line_items, changed.payer, changed.payer_name, changed.service_date
        FROM jsonb_populate_record(stored, column_names(:request::jsonb)) AS changed),
        updated_at = clock_timestamp()
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
    RETURNING stored.*
)
\ir object.sql
