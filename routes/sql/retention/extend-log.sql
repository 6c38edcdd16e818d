-- Makes the partitions of the change log that are missing. Parameters: width and ahead (seconds). Result: how many were made.
SELECT extend_change_log(make_interval(secs => :width::float), make_interval(secs => :ahead::float))
