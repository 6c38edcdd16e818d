-- Takes a subscription for this session, across tenants, unless another session has it; it is free again when the session ends,
-- which the server then notices within half a minute although the hub's machine is gone. Parameters: name. Result: taken.
SELECT pg_try_advisory_lock(hashtext('chartwire.subscription'), hashtext(:name)) AS taken,
       set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '3', false)
