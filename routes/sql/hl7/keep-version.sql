-- Keeps the report's result as a version of the biopsy's. Included as a CTE by statements that name the judged report
-- `result` and the stored message `message`. Parameters: tenant. Index: biopsy_versions primary key.
    INSERT INTO biopsy_versions (tenant_id, biopsy_id, version, message_id, recorded_by, reported_at, status, result)
    SELECT :tenant, result.biopsy_id, result.version, message.id, message.handled_by, result.reported_at,
           CASE result.effect WHEN 'late' THEN 'late' ELSE 'resulted' END,
           jsonb_strip_nulls(result.told - 'status' - 'specimen' || jsonb_build_object(
               'pathLabCaseNumber', result.case_number,
               'corrected', CASE WHEN result.state = 'C' OR result.effect = 'current' AND result.corrected THEN true END))
    FROM result, message
    WHERE result.effect IN ('current', 'late')
