-- Posts a payment and takes its amount off the patient's balance.
-- The patient's row waits for the payment's, so payment:posted comes before patient:balance_changed, and a payment that
-- is posted twice at the same time is taken off once.
-- Parameters: tenant, id, target, transitions. Result: the payment, or no row when it is not there or is posted already.
-- Index: payments and patients primary keys.
WITH payment AS (
    UPDATE payments AS stored
    SET status = :target, posted_at = clock_timestamp()
    WHERE stored.tenant_id = :tenant AND stored.id = :id::uuid
      AND jsonb_exists(:transitions::jsonb -> stored.status, :target)
    RETURNING stored.*
), posting AS (
    UPDATE patients AS stored
    SET balance = stored.balance - payment.amount
    FROM payment
    WHERE stored.tenant_id = payment.tenant_id AND stored.id = payment.patient_id
)
\ir object.sql
