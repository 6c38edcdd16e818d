-- Moves a referral to another status where the transitions allow it; one that is declined keeps the note.
-- Parameters: tenant, id, request, transitions.
-- Result: the referral, or no row when it is not there or may not move. Index: referrals primary key.
WITH referral AS (
    UPDATE referrals AS stored
    SET status = input.status,
        decline_note = CASE input.status WHEN 'declined' THEN input.note ELSE stored.decline_note END
    FROM jsonb_to_record(:request::jsonb) AS input(status text, note text)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, input.status)
    RETURNING stored.*
)
\ir object.sql
