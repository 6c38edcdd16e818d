-- Keeps up to which change critical events are kept; another hub may be further. Parameters: seq. Result: seq, or no row.
UPDATE delivery_progress SET seq = :seq::bigint WHERE seq < :seq::bigint RETURNING seq
