-- Changes what is given of a claim; what is absent stays, null clears. New line items give new total charges.
-- Line items that do not sum to the total charges given are refused, by claims_total_charges_check.
-- Parameters: tenant, id, request. Result: the claim, or no row when there is none. Index: claims primary key.
WITH claim AS (
    UPDATE claims AS stored
    SET (encounter_id, total_charges, line_items, payer, payer_name, service_date) = (
        SELECT changed.encounter_id,
               CASE WHEN lines.total IS NULL OR lines.total = changed.total_charges THEN changed.total_charges
                    WHEN jsonb_exists(:request::jsonb, 'totalCharges') THEN -1
                    ELSE lines.total END,
               changed.line_items, changed.payer, changed.payer_name, changed.service_date
        FROM jsonb_populate_record(stored, column_names(:request::jsonb)) AS changed
        CROSS JOIN (SELECT sum((line ->> 'charge')::bigint)::bigint AS total
                    FROM jsonb_to_record(:request::jsonb) AS input("lineItems" jsonb),
                         jsonb_array_elements(input."lineItems") AS line) AS lines),
        updated_at = clock_timestamp()
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
    RETURNING stored.*
)
\ir object.sql
