-- Takes results back from the biopsies that have them. Each goes back to the newest of its other results, or to its status
-- before any; a result that was not the current one changes nothing but its version.
-- Included as a CTE by statements that name the messages as they were `taken` (id, biopsy_id, part, prior_status,
-- result_status, order_numbers) and the locked biopsies `wrong`. Gives part and change. Parameters: tenant.
-- Index: biopsies and biopsy_versions primary keys.
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
        SELECT wrong.id, lost.part,
               CASE WHEN wrong.result_message_id = ANY (lost.ids) THEN jsonb_build_object(
                        'status', CASE WHEN earlier.version IS NOT NULL THEN 'resulted'
                                       ELSE coalesce(lost.prior_status, first.prior_status, 'sent') END,
                        'diagnosis', earlier.result ->> 'diagnosis',
                        'report', earlier.result ->> 'report',
                        'gross_description', earlier.result ->> 'grossDescription',
                        'microscopic_description', earlier.result ->> 'microscopicDescription',
                        'comment', earlier.result ->> 'comment',
                        'malignancy_type', earlier.result ->> 'malignancyType',
                        'margins', earlier.result ->> 'margins',
                        'breslow_depth_mm', earlier.result -> 'breslowDepthMm',
                        'path_lab_case_number', CASE WHEN earlier.version IS NOT NULL THEN earlier.result ->> 'pathLabCaseNumber'
                                                     WHEN wrong.path_lab_case_number = ANY (lost.numbers) THEN NULL
                                                     ELSE wrong.path_lab_case_number END,
                        'result_version', coalesce(earlier.version, 0),
                        'corrected', coalesce((earlier.result ->> 'corrected')::boolean, false),
                        'result_message_id', earlier.message_id,
                        'result_reported_at', earlier.reported_at,
                        'resulted_at', earlier.recorded_at)
                    WHEN wrong.status = 'processing' AND lost.preliminary
                    THEN jsonb_build_object(
                        'status', coalesce(lost.prior_status, 'sent'),
                        'path_lab_case_number', CASE WHEN wrong.path_lab_case_number = ANY (lost.numbers) THEN NULL
                                                     ELSE wrong.path_lab_case_number END)
               END AS changes
        FROM wrong
        JOIN (SELECT biopsy_id, part, array_agg(id) AS ids, bool_or(result_status = 'P') AS preliminary,
                     (SELECT array_agg(number) FROM taken AS one, unnest(one.order_numbers) AS number
                      WHERE one.biopsy_id = taken.biopsy_id) AS numbers,
                     -- A status without a result: what it was before the first of these messages.
                     (array_agg(prior_status ORDER BY id)
                      FILTER (WHERE prior_status NOT IN ('resulted', 'reviewed', 'closed')))[1] AS prior_status
              FROM taken GROUP BY biopsy_id, part) AS lost ON lost.biopsy_id = wrong.id
        LEFT JOIN LATERAL (
            SELECT kept.* FROM biopsy_versions AS kept
            WHERE kept.tenant_id = :tenant AND kept.biopsy_id = wrong.id AND kept.status <> 'withdrawn'
              AND (kept.message_id IS NULL OR kept.message_id <> ALL (lost.ids))
            ORDER BY coalesce(kept.reported_at, kept.recorded_at) DESC, kept.result ->> 'corrected' NULLS LAST, kept.version DESC
            LIMIT 1) AS earlier ON true
        LEFT JOIN LATERAL (
            SELECT kept.prior_status FROM biopsy_versions AS kept
            WHERE kept.tenant_id = :tenant AND kept.biopsy_id = wrong.id
              AND kept.prior_status NOT IN ('resulted', 'reviewed', 'closed')
            ORDER BY kept.version LIMIT 1) AS first ON true) AS former
    WHERE stored.tenant_id = :tenant AND stored.id = former.id AND former.changes IS NOT NULL
    RETURNING former.part, traced('biopsies', stored.id, biopsy_facts(old), biopsy_facts(new)) AS change
), withdrawn AS (
    UPDATE biopsy_versions AS stored
    SET status = 'withdrawn'
    FROM taken
    WHERE stored.tenant_id = :tenant AND stored.biopsy_id = taken.biopsy_id AND stored.message_id = taken.id
