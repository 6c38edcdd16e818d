-- Reads whether a change is the tail's to bring again for some events: as it stands, when a dead letter is, or was, for one of them;
-- its replay, when that has failed too, or was for other events. Parameters: replay (whether it is one), events (their names with
-- commas between), tenant, seq (of the original). Result: left; no row without a dead letter. Index: dead_letters_seq_key.
SELECT CASE WHEN :replay::boolean THEN letter.status = 'pending' OR NOT letter.concerns ELSE letter.concerns END AS left
FROM (
    -- Without names, all may be lacking.
    SELECT status, coalesce(jsonb_exists_any(change -> 'failedEvents', string_to_array(:events, ',')), true) AS concerns
    FROM dead_letters
    WHERE tenant_id = :tenant AND seq = :seq::bigint AND delivery IS NULL
) AS letter
