-- Records a biopsy's result and keeps it as a version; a second result is a correction, and is to be reviewed again.
-- A result replaces the one before as a whole, so that no text of an overruled result stands beside a new diagnosis.
-- Parameters: tenant, id, actor, request, target, transitions.
-- Result: the biopsy, or no row when it is not there or may not be resulted. Index: biopsies primary key.
WITH biopsy AS (
    UPDATE biopsies AS stored
    SET status = :target,
        diagnosis = input.diagnosis,
        report = input.report,
        gross_description = input."grossDescription",
        microscopic_description = input."microscopicDescription",
        comment = input.comment,
        malignancy_type = input."malignancyType",
        margins = input.margins,
        breslow_depth_mm = input."breslowDepthMm",
        path_lab_case_number = coalesce(input."pathLabCaseNumber", stored.path_lab_case_number),
        result_version = stored.last_version + 1,
        last_version = stored.last_version + 1,
        corrected = stored.status IN ('resulted', 'reviewed') OR coalesce(input.corrected, false),
        result_message_id = NULL,
        result_reported_at = NULL,
        resulted_at = clock_timestamp(),
        reviewed_by = NULL,
        review_comment = NULL,
        reviewed_at = NULL
    FROM jsonb_to_record(:request::jsonb) AS input(
        diagnosis text, report text, "grossDescription" text, "microscopicDescription" text, comment text,
        "malignancyType" text, margins text, "breslowDepthMm" numeric, "pathLabCaseNumber" text, corrected boolean)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
), version AS (
\ir keep-version.sql
)
\ir object.sql
