-- Marks a biopsy's result as reviewed, and keeps by whom and what was said.
-- Parameters: tenant, id, actor, request, target, transitions.
-- Result: the biopsy, or no row when it is not there or has no result to review. Index: biopsies primary key.
WITH biopsy AS (
    UPDATE biopsies AS stored
    SET status = :target,
        reviewed_by = :actor,
        review_comment = input.comment,
        reviewed_at = clock_timestamp()
    FROM jsonb_to_record(:request::jsonb) AS input(comment text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
)
\ir object.sql
