-- Tells how far ahead the change log has partitions. Parameters: none. Result: seconds.
SELECT extract(epoch FROM max(until) - clock_timestamp())::bigint FROM change_log_partitions
