-- Moves a prior authorization to another status where the transitions allow it; an approval keeps its number and expiry,
-- a denial its reason.
-- Parameters: tenant, id, request, transitions.
-- Result: the prior authorization, or no row when it is not there or may not move. Index: prior_auths primary key.
WITH prior_auth AS (
    UPDATE prior_auths AS stored
    SET status = input.status,
        auth_number = coalesce(input."authNumber", stored.auth_number),
        expiration_date = coalesce(input."expirationDate", stored.expiration_date),
        denial_reason = CASE input.status WHEN 'denied' THEN input.reason ELSE stored.denial_reason END
    FROM jsonb_to_record(:request::jsonb) AS input(status text, "authNumber" text, reason text, "expirationDate" date)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, input.status)
    RETURNING stored.*
)
\ir object.sql
