-- Reads whether a change is the tail's to bring again: a dead letter, or one that was and stands in the log once more.
-- Parameters: tenant, seq (of the original), pending (true for a replay, which stands for itself once it has succeeded).
-- Result: failed. Index: dead_letters_seq_key.
SELECT EXISTS (SELECT FROM dead_letters
               WHERE tenant_id = :tenant AND seq = :seq::bigint AND delivery IS NULL
                 AND (status = 'pending' OR NOT :pending::boolean)) AS failed
