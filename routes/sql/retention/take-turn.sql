-- Makes this hub the one that prunes, as long as the connection lives. Parameters: none. Result: whether it is.
SELECT pg_try_advisory_lock(hashtext('chartwire.retention'))
