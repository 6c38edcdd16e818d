-- Removes what is past its time from the part of the change log that has no partition. Parameters: age (seconds).
-- Result: how many rows it was.
SELECT empty_change_log_default(clock_timestamp() - make_interval(secs => :age::float))
