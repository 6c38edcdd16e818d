-- Lists the observations of a biopsy, the newest message first and each message's in the order sent.
-- Parameters: tenant, id (the biopsy's), limit, after (the last id of the page before, or null).
-- Result: one page, or no row when there is no such biopsy. Index: observations_biopsy_id.
WITH place AS (
    SELECT message_id, place FROM observations
    WHERE tenant_id = :tenant AND biopsy_id = :id::uuid AND id = :after::uuid
), object AS (
    SELECT json_strip_nulls(json_build_object(
               'id', stored.id, 'biopsyId', stored.biopsy_id, 'messageId', stored.message_id, 'code', stored.code,
               'name', stored.name, 'loinc', coalesce(stored.loinc, CASE WHEN stored.system IN ('LN', 'LOINC') THEN stored.code END),
               'system', stored.system, 'subId', stored.sub_id, 'valueType', stored.type, 'value', stored.value,
               'valueCode', stored.value_code, 'valueSystem', stored.value_system, 'units', stored.units,
               'referenceRange', stored.reference_range, 'flags', stored.flags, 'status', stored.status,
               'observedAt', iso(moment(stored.observed_at)), 'notes', stored.notes, 'orderCode', stored.order_code,
               'orderName', stored.order_name, 'placerNumber', stored.placer_number, 'fillerNumber', stored.filler_number,
               'createdAt', iso(stored.created_at)))::text AS object
    FROM observations AS stored
    WHERE stored.tenant_id = :tenant AND stored.biopsy_id = :id::uuid
      AND (:after::uuid IS NULL
           OR stored.message_id < (SELECT message_id FROM place)
           OR stored.message_id = (SELECT message_id FROM place) AND stored.place > (SELECT place FROM place))
    ORDER BY stored.message_id DESC, stored.place LIMIT :limit::int + 1
), page AS (
\ir ../page.sql
)
SELECT page.* FROM page WHERE EXISTS (SELECT FROM biopsies WHERE tenant_id = :tenant AND id = :id::uuid)
