-- Reads where a subscription stands, across tenants, and how far the log has been removed.
-- Parameters: name. Result: position, pruned; no row when the subscription is new. Index: subscriptions primary key.
SELECT position, (SELECT pruned FROM change_log_horizon) AS pruned FROM subscriptions WHERE name = :name
