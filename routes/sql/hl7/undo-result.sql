-- Takes a result back from the biopsy that it was wrongly given to. One that was not the current result changes nothing.
-- Included as a CTE by statements that name the message before `chosen` and after `message`, and the locked biopsy `wrong`.
-- Parameters: tenant. Index: biopsies and biopsy_versions primary keys.
    UPDATE biopsies AS stored
    SET (status, diagnosis, report, gross_description, microscopic_description, comment, malignancy_type, margins,
         breslow_depth_mm, path_lab_case_number, result_version, corrected, result_message_id, result_reported_at,
         resulted_at, reviewed_by, review_comment, reviewed_at) = (
        SELECT changed.status, changed.diagnosis, changed.report, changed.gross_description,
               changed.microscopic_description, changed.comment, changed.malignancy_type, changed.margins,
               changed.breslow_depth_mm, changed.path_lab_case_number, changed.result_version, changed.corrected,
               changed.result_message_id, changed.result_reported_at, changed.resulted_at, NULL, NULL, NULL::timestamptz
        FROM jsonb_populate_record(stored, former.changes) AS changed)
    FROM (
        SELECT wrong.id,
               CASE WHEN chosen.id = wrong.result_message_id THEN jsonb_build_object(
                        'status', CASE WHEN earlier.version IS NOT NULL THEN 'resulted'
                                       ELSE coalesce(first.prior_status, chosen.prior_status, 'sent') END,
                        'diagnosis', earlier.result ->> 'diagnosis',
                        'report', earlier.result ->> 'report',
                        'gross_description', earlier.result ->> 'grossDescription',
                        'microscopic_description', earlier.result ->> 'microscopicDescription',
                        'comment', earlier.result ->> 'comment',
                        'malignancy_type', earlier.result ->> 'malignancyType',
                        'margins', earlier.result ->> 'margins',
                        'breslow_depth_mm', earlier.result -> 'breslowDepthMm',
                        'path_lab_case_number', CASE WHEN earlier.version IS NOT NULL THEN earlier.result ->> 'pathLabCaseNumber'
                                                     WHEN wrong.path_lab_case_number = chosen.told -> 'fillerNumbers' ->> 0 THEN NULL
                                                     ELSE wrong.path_lab_case_number END,
                        'result_version', coalesce(earlier.version, 0),
                        'corrected', coalesce((earlier.result ->> 'corrected')::boolean, false),
                        'result_message_id', earlier.message_id,
                        'result_reported_at', earlier.reported_at,
                        'resulted_at', earlier.recorded_at)
                    WHEN wrong.status = 'processing' AND chosen.result_status = 'P' AND chosen.prior_status IS NOT NULL
                    THEN jsonb_build_object('status', chosen.prior_status)
               END AS changes
        FROM wrong
        JOIN chosen ON true
        JOIN message ON true
        LEFT JOIN LATERAL (
            SELECT kept.* FROM biopsy_versions AS kept
            WHERE kept.tenant_id = :tenant AND kept.biopsy_id = wrong.id AND kept.status <> 'withdrawn'
              AND kept.message_id IS DISTINCT FROM chosen.id
            ORDER BY coalesce(kept.reported_at, kept.recorded_at) DESC, kept.result ->> 'corrected' NULLS LAST, kept.version DESC
            LIMIT 1) AS earlier ON true
        LEFT JOIN LATERAL (
            SELECT brought.prior_status FROM biopsy_versions AS kept
            JOIN hl7 AS brought ON brought.tenant_id = kept.tenant_id AND brought.id = kept.message_id
            WHERE kept.tenant_id = :tenant AND kept.biopsy_id = wrong.id AND brought.biopsy_id = wrong.id
            ORDER BY kept.version LIMIT 1) AS first ON true) AS former
    WHERE stored.tenant_id = :tenant AND stored.id = former.id AND former.changes IS NOT NULL
    RETURNING stored.id
