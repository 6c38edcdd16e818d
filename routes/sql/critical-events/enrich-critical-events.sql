-- Joins what events carry to a batch of critical events as they were after a change.
-- Parameters: images (jsonb array of rows as logged). Result: object, a row for each image, in order.
-- Index: event_deliveries primary key.
WITH critical AS (
    SELECT image.ordinality, logged.*
    FROM jsonb_array_elements(:images::jsonb) WITH ORDINALITY AS image(row, ordinality)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::critical_events, image.row) AS logged
)
\ir object.sql
ORDER BY critical.ordinality
