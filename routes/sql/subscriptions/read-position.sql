-- Reads where a subscription stands, across tenants. Parameters: name. Result: position; no row when the subscription is new.
-- Index: subscriptions primary key.
SELECT position FROM subscriptions WHERE name = :name
