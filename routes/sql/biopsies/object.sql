-- The biopsy as answers and events show it.
-- Included by statements that name their rows `biopsy`; result: one JSON object a row.
SELECT json_strip_nulls(json_build_object(
    'id', biopsy.id,
    'patientId', biopsy.patient_id,
    'patientName', patient.first_name || ' ' || patient.last_name,
    'orderingProviderId', biopsy.ordering_provider_id,
    'orderingProviderName', provider.name,
    'status', biopsy.status,
    'bodyLocation', biopsy.body_location,
    'specimenType', biopsy.specimen_type,
    'pathLab', coalesce(biopsy.path_lab, ''),
    'pathLabCaseNumber', biopsy.path_lab_case_number,
    'diagnosis', biopsy.diagnosis,
    'createdAt', iso(biopsy.created_at),
    'resultedAt', iso(biopsy.resulted_at),
    'orderNumber', biopsy.order_number,
    'encounterId', biopsy.encounter_id,
    'clinicalHistory', biopsy.clinical_history,
    'report', biopsy.report,
    'grossDescription', biopsy.gross_description,
    'microscopicDescription', biopsy.microscopic_description,
    'comment', biopsy.comment,
    'malignancyType', biopsy.malignancy_type,
    'margins', biopsy.margins,
    'breslowDepthMm', biopsy.breslow_depth_mm,
    'corrected', CASE WHEN biopsy.corrected THEN true END,
    'reviewedBy', biopsy.reviewed_by,
    'reviewComment', biopsy.review_comment,
    'reviewedAt', iso(biopsy.reviewed_at)))::text AS object
FROM biopsy
JOIN patients patient ON patient.tenant_id = biopsy.tenant_id AND patient.id = biopsy.patient_id
JOIN providers provider ON provider.tenant_id = biopsy.tenant_id AND provider.id = biopsy.ordering_provider_id
