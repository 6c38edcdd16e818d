-- What a report does to its biopsy: current (a new result), late (a version that does not become the current one),
-- preliminary (the biopsy is being processed), noted (nothing), or unmatched without a target.
-- A corrected result is not replaced by a final one of the same time, whatever the order they arrive in.
-- Included as a CTE by statements that name the report `input` and the locked biopsy `target`.
    SELECT judged.*,
           CASE effect
               WHEN 'current' THEN jsonb_build_object(
                   'status', 'resulted',
                   'diagnosis', told ->> 'diagnosis',
                   'report', told ->> 'report',
                   'gross_description', told ->> 'grossDescription',
                   'microscopic_description', told ->> 'microscopicDescription',
                   'comment', told ->> 'comment',
                   'malignancy_type', told ->> 'malignancyType',
                   'margins', told ->> 'margins',
                   'breslow_depth_mm', told -> 'breslowDepthMm',
                   'path_lab_case_number', case_number,
                   'result_version', version,
                   'last_version', version,
                   'corrected', corrected,
                   'result_reported_at', reported_at,
                   'resulted_at', clock_timestamp(),
                   'reviewed_by', NULL,
                   'review_comment', NULL,
                   'reviewed_at', NULL)
               WHEN 'late' THEN jsonb_build_object('path_lab_case_number', case_number, 'last_version', version)
               WHEN 'preliminary' THEN jsonb_build_object('status', 'processing', 'path_lab_case_number', case_number)
           END AS changes,
           CASE effect
               WHEN 'current' THEN CASE WHEN corrected THEN 'The biopsy has this corrected result' ELSE 'The biopsy has this result' END
               WHEN 'late' THEN 'A newer result was there already; this one is kept as an earlier version'
               WHEN 'preliminary' THEN 'The biopsy is being processed'
               WHEN 'noted' THEN CASE state WHEN 'P' THEN 'Preliminary, after a result was there already'
                                            WHEN 'X' THEN 'Cancelled by the laboratory; no result'
                                            WHEN 'W' THEN 'Sent for the wrong patient, says the laboratory; no result'
                                            ELSE 'Deleted by the laboratory; no result' END
           END AS detail
    FROM (
        SELECT timed.*,
               CASE WHEN biopsy_id IS NULL THEN 'unmatched'
                    WHEN state = 'P' AND NOT has_result THEN 'preliminary'
                    WHEN state NOT IN ('F', 'C') THEN 'noted'
                    WHEN has_result AND (reported_at < result_reported_at
                                         OR state = 'F' AND was_corrected AND reported_at = result_reported_at) THEN 'late'
                    ELSE 'current' END AS effect,
               state = 'C' OR coalesce(was_corrected, false) AS corrected
        FROM (
            SELECT target.id AS biopsy_id, target.patient_id, target.status AS prior_status,
                   input.report -> 'result' AS told,
                   input.report #>> '{result,status}' AS state,
                   target.result_version > 0 OR target.status IN ('resulted', 'reviewed', 'closed') AS has_result,
                   target.corrected AS was_corrected,
                   target.result_reported_at,
                   target.last_version + 1 AS version,
                   coalesce(target.path_lab_case_number, input.report -> 'fillerNumbers' ->> 0) AS case_number,
                   -- A time in the future would make every later result a late one.
                   least(clock_timestamp(),
                         coalesce((SELECT max(moment(obr ->> 'resultTime'))
                                   FROM jsonb_array_elements(input.report -> 'orders') AS obr),
                                  moment(input.report ->> 'messageTime'), clock_timestamp())) AS reported_at
            FROM input LEFT JOIN target ON true) AS timed) AS judged
