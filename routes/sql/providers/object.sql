-- The provider as answers show it.
-- Included by statements that name their rows `provider`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', provider.id,
    'name', provider.name,
    'npi', provider.npi))::text AS object
FROM provider
