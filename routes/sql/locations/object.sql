-- The location as answers show it.
-- Included by statements that name their rows `location`; result: one JSON object a row.
SELECT json_build_object(
    'id', location.id,
    'name', location.name)::text AS object
FROM location
