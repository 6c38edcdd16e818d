-- Begins a transaction that ends with this statement: a snapshot taken after it names every older one that still runs.
-- Parameters: none. Result: the transaction's id.
SELECT pg_current_xact_id()::text AS fence
