-- Orders a biopsy; an order without a number is given one, so that the lab's result finds it.
-- Parameters: tenant, id, request. Result: the biopsy. Index: biopsies primary key.
WITH biopsy AS (
    INSERT INTO biopsies (tenant_id, id, patient_id, encounter_id, ordering_provider_id, order_number, body_location,
                          specimen_type, path_lab, path_lab_case_number, clinical_history)
    SELECT :tenant, :id::uuid, input."patientId", input."encounterId", input."orderingProviderId",
           coalesce(input."orderNumber", 'BX' || nextval('biopsy_order_numbers')), input."bodyLocation",
           input."specimenType", input."pathLab", input."pathLabCaseNumber", input."clinicalHistory"
    FROM jsonb_to_record(:request::jsonb) AS input(
        "patientId" uuid, "encounterId" uuid, "orderingProviderId" uuid, "orderNumber" text, "bodyLocation" text,
        "specimenType" text, "pathLab" text, "pathLabCaseNumber" text, "clinicalHistory" text)
    RETURNING *
)
\ir object.sql
