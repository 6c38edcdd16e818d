-- Reads one referral. Parameters: tenant, id. Result: the referral, or no row. Index: referrals primary key.
WITH referral AS (SELECT * FROM referrals WHERE tenant_id = :tenant AND id = :id::uuid)
\ir object.sql
