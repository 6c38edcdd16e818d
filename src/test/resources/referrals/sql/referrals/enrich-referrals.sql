-- Joins the names that events carry to a batch of referrals as they were after a change.
-- Parameters: images (jsonb array of rows as logged). Result: object, a row for each image, in order.
-- Index: patients primary key.
WITH referral AS (
    SELECT image.ordinality, logged.*
    FROM jsonb_array_elements(:images::jsonb) WITH ORDINALITY AS image(row, ordinality)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::referrals, image.row) AS logged
)
\ir object.sql
ORDER BY referral.ordinality
