-- Takes in a result message: keeps it, finds its biopsy by number and patient, and gives the biopsy the result.
-- A message whose orders are of several biopsies is kept as a part for each order, and each biopsy gets its own part.
-- The biopsy is locked before the message is inserted, so that two messages for it follow each other, and a copy that
-- arrives meanwhile waits at hl7_content_key and then does nothing.
-- Parameters: tenant, request (the delivery with its report), raw (base64).
-- Result: the answers to send, or no row when the message was taken in before.
-- Index: patients_mrn_key, biopsies_order_number_key, biopsies_path_lab_case_number, hl7_content_key.
\ir judge-report.sql
, message AS (
\ir message.sql
), change AS (
\ir apply-result.sql
), version AS (
\ir keep-version.sql
), kept AS (
\ir keep-contents.sql
), cleared_observations AS (
\ir keep-observations.sql
)
\ir answers.sql
