-- Keeps each part's result as a version of its biopsy's. Included as a CTE by statements that name the judged parts `result`
-- and the stored messages `message`. Parameters: tenant. Index: biopsy_versions primary key.
    INSERT INTO biopsy_versions (tenant_id, biopsy_id, version, message_id, recorded_by, reported_at, prior_status, status,
                                 result)
    SELECT :tenant, result.biopsy_id, result.version, message.id, message.handled_by, result.reported_at, result.prior_status,
           CASE result.effect WHEN 'late' THEN 'late' ELSE 'resulted' END,
           jsonb_strip_nulls(result.told - '{status,specimen,empty,sentBefore}'::text[] || jsonb_build_object(
               'pathLabCaseNumber', result.case_number,
               'corrected', CASE WHEN result.state = 'C' OR result.effect = 'current' AND result.corrected THEN true END))
    FROM result JOIN message ON message.part = result.part
    WHERE result.effect IN ('current', 'late')
