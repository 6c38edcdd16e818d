-- Keeps the result that a biopsy has come to as a version of its own.
-- Included by statements that name the changed row `biopsy`. Parameters: actor. Index: biopsy_versions primary key.
INSERT INTO biopsy_versions (tenant_id, biopsy_id, version, message_id, recorded_by, status, result)
SELECT biopsy.tenant_id, biopsy.id, biopsy.result_version, biopsy.result_message_id, :actor, biopsy.status,
       jsonb_strip_nulls(jsonb_build_object(
           'diagnosis', biopsy.diagnosis,
           'report', biopsy.report,
           'grossDescription', biopsy.gross_description,
           'microscopicDescription', biopsy.microscopic_description,
           'comment', biopsy.comment,
           'malignancyType', biopsy.malignancy_type,
           'margins', biopsy.margins,
           'breslowDepthMm', biopsy.breslow_depth_mm,
           'pathLabCaseNumber', biopsy.path_lab_case_number,
           'corrected', CASE WHEN biopsy.corrected THEN true END))
FROM biopsy
