-- Lists the tenants, whose senders are then measured one by one. Parameters: none. Result: id. Index: none.
SELECT id FROM tenants
