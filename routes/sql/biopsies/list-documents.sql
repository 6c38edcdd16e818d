-- Lists the documents that came with a biopsy's results, newest first. Ids are UUIDv7.
-- Parameters: tenant, id (the biopsy's), limit, after (the last id of the page before, or null).
-- Result: one page, or no row when there is no such biopsy. Index: biopsy_documents_biopsy_id.
WITH object AS (
    SELECT json_strip_nulls(json_build_object(
               'id', stored.id, 'biopsyId', stored.biopsy_id, 'messageId', stored.message_id,
               'contentType', stored.media_type, 'size', length(stored.content), 'title', stored.file_name,
               'createdAt', iso(stored.created_at)))::text AS object
    FROM biopsy_documents AS stored
    WHERE stored.tenant_id = :tenant AND stored.biopsy_id = :id::uuid
      AND stored.id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY stored.id DESC LIMIT :limit::int + 1
), page AS (
\ir ../page.sql
)
SELECT page.* FROM page WHERE EXISTS (SELECT FROM biopsies WHERE tenant_id = :tenant AND id = :id::uuid)
