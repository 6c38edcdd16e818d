-- Moves a claim to another status where the transitions allow it; a denial keeps its reason, a payment its amount.
-- Parameters: tenant, id, request, transitions. Result: the claim, or no row when it is not there or may not move.
-- Index: claims primary key.
WITH claim AS (
    UPDATE claims AS stored
    SET status = input.status,
        submitted_at = CASE input.status WHEN 'submitted' THEN clock_timestamp() ELSE stored.submitted_at END,
        denial_reason = CASE WHEN input.status IN ('denied', 'rejected') THEN input.reason ELSE stored.denial_reason END,
        paid_amount = CASE input.status WHEN 'paid' THEN coalesce(input."paidAmount", stored.paid_amount)
                                        ELSE stored.paid_amount END
    FROM jsonb_to_record(:request::jsonb) AS input(status text, reason text, "paidAmount" bigint)
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, input.status)
    RETURNING stored.*
)
\ir object.sql
