-- Drops one empty partition of the change log that is past its time. Parameters: age (seconds).
-- Result: the partition, null when there is none.
SELECT drop_change_log(clock_timestamp() - make_interval(secs => :age::float))
