-- Keeps where a subscription stands, across tenants. Parameters: name, position. Result: the position.
-- Index: subscriptions primary key.
INSERT INTO subscriptions (name, position) VALUES (:name, :position)
ON CONFLICT (name) DO UPDATE SET position = excluded.position, saved_at = clock_timestamp()
RETURNING position
