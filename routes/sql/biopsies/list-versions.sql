-- Lists the results that a biopsy has had, newest first. One that was taken back is another patient's, and left out.
-- Parameters: tenant, id, limit, after (the last version of the page before, or null).
-- Result: one page, or no row when there is no such biopsy. Index: biopsies and biopsy_versions primary keys.
WITH version AS (
    SELECT stored.*, row_number() OVER (ORDER BY stored.version DESC) AS place
    FROM biopsy_versions AS stored
    WHERE stored.tenant_id = :tenant AND stored.biopsy_id = :id::uuid
      AND stored.status <> 'withdrawn' AND stored.version < (SELECT coalesce(:after::bigint, 2147483647))
    ORDER BY stored.version DESC LIMIT :limit::int + 1
)
SELECT '{"items":[' || coalesce(string_agg((jsonb_strip_nulls(jsonb_build_object(
           'version', version.version,
           'biopsyId', version.biopsy_id,
           'corrected', false,
           'diagnosis', '',
           'current', version.version = biopsy.result_version,
           'status', version.status,
           'messageId', version.message_id,
           'createdAt', iso(version.recorded_at))) || version.result)::text, ',' ORDER BY version.place)
           FILTER (WHERE version.place <= :limit::int), '') || ']'
       || CASE WHEN count(version.place) > :limit::int
               THEN ',"next":' || to_json(min(version.version) FILTER (WHERE version.place <= :limit::int)::text)
               ELSE '' END || '}'
FROM biopsies AS biopsy
LEFT JOIN version ON true
WHERE biopsy.tenant_id = :tenant AND biopsy.id = :id::uuid
GROUP BY biopsy.tenant_id, biopsy.id
