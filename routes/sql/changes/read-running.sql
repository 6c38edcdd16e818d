-- Reads the numbers that some transactions took of the log, across tenants. Parameters: running (the transactions), seq (the last
-- number to read). Result: seq. Index: change_log_by_xid.
SELECT seq FROM change_log WHERE xid = ANY (:running::xid8[]) AND seq <= :seq::bigint
