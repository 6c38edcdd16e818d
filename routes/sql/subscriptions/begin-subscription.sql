-- Gives a new subscription its place; one that has a place keeps it. Across tenants. Parameters: name, position.
-- Result: name; no row when it had a place. Index: subscriptions primary key.
INSERT INTO subscriptions (name, position) VALUES (:name, :position)
ON CONFLICT (name) DO NOTHING
RETURNING name
