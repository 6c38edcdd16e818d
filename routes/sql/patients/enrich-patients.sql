-- Gives a batch of patients as they were after a change the form that events carry.
-- Parameters: images (jsonb array of rows as logged). Result: object, a row for each image, in order.
-- Index: none; the image has all.
WITH patient AS (
    SELECT image.ordinality, logged.*
    FROM jsonb_array_elements(:images::jsonb) WITH ORDINALITY AS image(row, ordinality)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::patients, image.row) AS logged
)
\ir object.sql
ORDER BY patient.ordinality
