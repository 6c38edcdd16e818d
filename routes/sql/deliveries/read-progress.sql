-- Reads up to which change critical events are kept. Parameters: none. Result: seq.
SELECT seq FROM delivery_progress
