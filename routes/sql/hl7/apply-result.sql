-- Changes each biopsy as its part's result demands. Included as a CTE by statements that name the judged parts `result` and
-- the stored messages `message`. Gives part and change. Parameters: tenant. Index: biopsies primary key.
    UPDATE biopsies AS stored
    SET (status, diagnosis, report, gross_description, microscopic_description, comment, malignancy_type, margins,
         breslow_depth_mm, path_lab_case_number, result_version, last_version, corrected, result_message_id,
         result_reported_at, resulted_at, reviewed_by, review_comment, reviewed_at) = (
        SELECT changed.status, changed.diagnosis, changed.report, changed.gross_description,
               changed.microscopic_description, changed.comment, changed.malignancy_type, changed.margins,
               changed.breslow_depth_mm, changed.path_lab_case_number, changed.result_version, changed.last_version,
               changed.corrected, CASE result.effect WHEN 'current' THEN message.id ELSE stored.result_message_id END,
               changed.result_reported_at, changed.resulted_at, changed.reviewed_by, changed.review_comment,
               changed.reviewed_at
        FROM jsonb_populate_record(stored, result.changes) AS changed)
    FROM result JOIN message ON message.part = result.part
    WHERE stored.tenant_id = :tenant AND stored.id = result.biopsy_id AND result.changes IS NOT NULL
      AND stored.id = ANY ((SELECT array_agg(biopsy_id) FROM result)::uuid[])
    RETURNING result.part, traced('biopsies', stored.id, biopsy_facts(old), biopsy_facts(new)) AS change
