-- Lists referrals, newest first.
-- Parameters: tenant, limit, after (the last id of the page before, or null). Result: one page. Index: referrals primary key.
WITH referral AS (
    SELECT * FROM referrals
    WHERE tenant_id = :tenant AND id < coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY referral.id DESC
)
\ir ../page.sql
