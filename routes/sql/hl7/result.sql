-- What each part of a report does to its biopsy: current (a new result), late (a version that does not become the current
-- one), added (a file, a number or a note without words, beside the result that is there), preliminary (the biopsy is being
-- processed), noted (nothing), open (nothing, and a person has to look), withdrawn (the laboratory takes back what it sent
-- before), or unmatched without a target.
-- A corrected result is replaced by a final one only when OBR-22 says that the final one is newer. A correction is late only by
-- OBR-22 against OBR-22, or by MSH-7 against MSH-7, for the two may be of different clocks. What was sent as preliminary
-- and is only called final (OBX-11 U) is taken from there. A deletion takes back only what it names all observations of.
-- Included as a CTE by statements that name the parts `part` (part, report) and the locked biopsies `target`. Parameters: tenant.
-- Index: hl7_biopsy_id, hl7_contents primary key, observations_biopsy_id.
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
               WHEN 'added' THEN jsonb_build_object(
                   'status', 'resulted',
                   'path_lab_case_number', case_number,
                   'corrected', corrected,
                   'resulted_at', clock_timestamp(),
                   'reviewed_by', NULL,
                   'review_comment', NULL,
                   'reviewed_at', NULL)
               WHEN 'late' THEN jsonb_build_object('path_lab_case_number', case_number, 'last_version', version)
               WHEN 'preliminary' THEN jsonb_build_object('status', 'processing', 'path_lab_case_number', case_number)
           END AS changes,
           CASE effect
               WHEN 'current' THEN CASE WHEN corrected THEN 'The biopsy has this corrected result' ELSE 'The biopsy has this result' END
               WHEN 'added' THEN 'Without words; the result that is there stays, to be reviewed with this'
               WHEN 'late' THEN 'A newer result was there already; this one is kept as an earlier version'
               WHEN 'preliminary' THEN 'The biopsy is being processed'
               WHEN 'noted' THEN CASE state WHEN 'P' THEN 'Preliminary, after a result was there already'
                                            WHEN 'X' THEN 'Cancelled by the laboratory; no result'
                                            WHEN 'N' THEN 'No result'
                                            ELSE 'Empty; the result that was there stays' END
               WHEN 'open' THEN CASE state WHEN 'D' THEN 'The laboratory deleted a part of this result'
                                           ELSE 'The laboratory calls final what it has not sent' END
               WHEN 'withdrawn' THEN CASE state WHEN 'W' THEN 'The laboratory says that this was sent for the wrong patient'
                                                ELSE 'The laboratory deleted this result' END
           END AS detail
    FROM (
        SELECT timed.*,
               CASE WHEN biopsy_id IS NULL THEN 'unmatched'
                    WHEN state = 'P' AND NOT has_result THEN 'preliminary'
                    WHEN state = 'W' OR state = 'D' AND NOT spares THEN 'withdrawn'
                    WHEN state = 'D' THEN 'open'
                    WHEN state NOT IN ('F', 'C') OR has_result AND jsonb_exists(told, 'empty') THEN 'noted'
                    WHEN jsonb_exists(told, 'empty') AND jsonb_exists(told, 'sentBefore') THEN 'open'
                    WHEN has_result AND (reported_at < result_reported_at AND (state = 'F' OR alike)
                                         OR state = 'F' AND was_corrected
                                            AND (result_time IS NULL OR reported_at = result_reported_at)) THEN 'late'
                    WHEN has_result AND NOT jsonb_exists(told, 'diagnosis') THEN 'added'
                    ELSE 'current' END AS effect,
               state = 'C' OR coalesce(still_corrected, false) AS corrected
        FROM (
            SELECT part.part, target.id AS biopsy_id, target.patient_id, target.status AS prior_status,
                   coalesce(preliminary.told || ((part.report -> 'result') - 'empty'), part.report -> 'result') AS told,
                   part.report #>> '{result,status}' AS state,
                   target.result_version > 0 OR target.status IN ('resulted', 'reviewed', 'closed') AS has_result,
                   target.corrected AND target.result_reported_at IS NOT NULL AS was_corrected,
                   target.corrected AS still_corrected,
                   CASE WHEN part.report #>> '{result,status}' = 'D' THEN EXISTS (
                       SELECT FROM observations AS held
                       WHERE held.tenant_id = :tenant AND held.biopsy_id = target.id
                         AND (target.result_message_id IS NULL OR held.message_id = target.result_message_id)
                         AND (held.value <> '' OR held.type = 'ED' OR held.status = 'U') AND coalesce(held.status, '') NOT IN ('X', 'D', 'W')
                         AND NOT jsonb_exists(part.report #> '{result,deleted}', concat(held.code, '^', held.sub_id)))
                   END AS spares,
                   target.result_reported_at,
                   target.last_version + 1 AS version,
                   coalesce(target.path_lab_case_number, part.report -> 'fillerNumbers' ->> 0) AS case_number,
                   times.result_time,
                   CASE WHEN part.report #>> '{result,status}' = 'C' THEN (times.result_time IS NOT NULL) = (
                       SELECT jsonb_path_exists(contents.report, '$.orders[*].resultTime') FROM hl7_contents AS contents
                       WHERE contents.tenant_id = :tenant AND contents.message_id = target.result_message_id) END AS alike,
                   -- A time in the future would make every later result a late one.
                   least(clock_timestamp(), coalesce(times.result_time, moment(part.report ->> 'messageTime'),
                                                     clock_timestamp())) AS reported_at
            FROM part
            LEFT JOIN target ON target.part = part.part
            LEFT JOIN LATERAL (
                -- All that came since the current result, the newest of each field.
                SELECT jsonb_object_agg(said.field, said.value ORDER BY stored.id) AS told
                FROM hl7 AS stored,
                     jsonb_each((SELECT contents.report -> 'result' FROM hl7_contents AS contents
                                 WHERE contents.tenant_id = :tenant AND contents.message_id = stored.id)) AS said(field, value)
                WHERE jsonb_exists(part.report -> 'result', 'sentBefore')
                  AND stored.tenant_id = :tenant AND stored.biopsy_id = target.id AND stored.status = 'processed'
                  AND stored.result_status = 'P' AND said.field NOT IN ('status', 'empty', 'sentBefore')
                  AND (target.result_message_id IS NULL OR stored.id > target.result_message_id)) AS preliminary ON true,
            LATERAL (SELECT max(moment(obr ->> 'resultTime')) AS result_time
                     FROM jsonb_array_elements(part.report -> 'orders') AS obr) AS times) AS timed) AS judged
