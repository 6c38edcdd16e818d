-- Numbers and chains entries that wait, at most so many. Parameters: limit. Result: how many there were.
SELECT seal_audit(:limit::int)
