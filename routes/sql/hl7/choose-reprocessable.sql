-- Chooses the messages that match an operator's filters and are not processed, to process them again in the order of arrival;
-- what was rejected only when the filter says so. What a person or the laboratory decided of a single message stands: one that
-- was taken back from its biopsy, closed or replaced is not among them.
-- Parameters: tenant, limit, after (always null), status, controlId, since, until, sender, accession, mrn, type, text.
-- Result: their ids with commas between, at most `limit`; an empty text when there are none. Index: hl7 and hl7_history primary
-- keys and those of the filters.
\ir choose-messages.sql
SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') AS object
FROM (SELECT id FROM chosen AS stored
      WHERE (status IN ('unmatched', 'failed') OR status = 'rejected' AND :status = 'rejected') AND coalesce((
\ir last-step.sql
          ) NOT IN ('withdrawn', 'replaced', 'rejected', 'unmatched'), true)
      ORDER BY id DESC LIMIT :limit::int) AS open
