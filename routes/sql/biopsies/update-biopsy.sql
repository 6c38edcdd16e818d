-- Changes what is given of a biopsy's order; what is absent stays, null clears. A result is never edited, only recorded.
-- The status moves where the transitions allow it, to resulted or reviewed only when there is a result, and not back from reviewed.
-- Parameters: tenant, id, actor, request, transitions. Result: the biopsy, or no row when it is not there or may not move.
-- Index: biopsies primary key.
WITH biopsy AS (
    UPDATE biopsies AS stored
    SET (encounter_id, ordering_provider_id, order_number, status, body_location, specimen_type, path_lab,
         path_lab_case_number, clinical_history, resulted_at, reviewed_by, reviewed_at) = (
        SELECT changed.encounter_id, changed.ordering_provider_id, changed.order_number, changed.status,
               changed.body_location, changed.specimen_type, changed.path_lab, changed.path_lab_case_number,
               changed.clinical_history,
               CASE changed.status WHEN 'resulted' THEN coalesce(stored.resulted_at, clock_timestamp())
                                   ELSE stored.resulted_at END,
               CASE changed.status WHEN stored.status THEN stored.reviewed_by
                                   WHEN 'reviewed' THEN :actor
                                   WHEN 'resulted' THEN NULL
                                   ELSE stored.reviewed_by END,
               CASE changed.status WHEN stored.status THEN stored.reviewed_at
                                   WHEN 'reviewed' THEN clock_timestamp()
                                   WHEN 'resulted' THEN NULL
                                   ELSE stored.reviewed_at END
        FROM jsonb_populate_record(stored, column_names(:request::jsonb)) AS changed),
        updated_at = clock_timestamp()
    FROM jsonb_to_record(:request::jsonb) AS input(status text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND (coalesce(input.status, stored.status) = stored.status
           OR jsonb_exists(:transitions::jsonb -> stored.status, input.status)
              AND (input.status NOT IN ('resulted', 'reviewed') OR stored.result_version > 0)
              AND NOT (stored.status = 'reviewed' AND input.status = 'resulted'))
    RETURNING stored.*
)
\ir object.sql
