-- A page of a list: at most `limit` items and, where more follow, `next` for the client's `after`.
-- Included by statements that name their rows `object`, one more than asked for where there are more. Parameters: limit.
SELECT '{"items":[' || coalesce(string_agg(object, ',') FILTER (WHERE place <= :limit::int), '') || ']'
       || CASE WHEN count(*) > :limit::int
               THEN ',"next":' || to_json(max(object::json ->> 'id') FILTER (WHERE place = :limit::int)) ELSE '' END || '}'
FROM (SELECT object, row_number() OVER () AS place FROM object) AS numbered
