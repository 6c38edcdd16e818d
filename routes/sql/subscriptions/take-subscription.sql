-- Takes a subscription for this session, across tenants, unless another session has it; it is free again when the session ends.
-- Parameters: name. Result: taken.
SELECT pg_try_advisory_lock(hashtext('chartwire.subscription'), hashtext(:name)) AS taken
