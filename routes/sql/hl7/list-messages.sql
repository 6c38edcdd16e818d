-- Lists received messages, newest first. Ids are UUIDv7, so their order is the order of arrival.
-- Parameters: tenant, limit, after (the last id of the page before, or null), status (or null; duplicate: taken in more than
-- once), controlId (or null), since (or null), sender (or null), accession (an order number, or null), mrn (or null), type (or
-- null), text (in the message as received, or null).
-- Result: one page. Index: hl7 primary key, hl7_control_id.
WITH message AS (
    SELECT stored.* FROM hl7 AS stored
    WHERE stored.tenant_id = :tenant AND stored.id < (SELECT coalesce(:after::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      AND (:status::text IS NULL OR stored.status = :status OR :status = 'duplicate' AND stored.duplicates > 0)
      AND (:controlId::text IS NULL OR stored.control_id = :controlId)
      AND (:since::timestamptz IS NULL OR stored.received_at >= :since::timestamptz)
      AND (:sender::text IS NULL OR strpos(lower(stored.sender), lower(:sender)) > 0)
      AND (:accession::text IS NULL OR :accession = ANY (stored.order_numbers))
      AND (:mrn::text IS NULL OR stored.mrn = :mrn)
      AND (:type::text IS NULL OR stored.message_type = :type)
      AND (:text::text IS NULL OR EXISTS (
          SELECT FROM hl7_contents AS contents
          WHERE contents.tenant_id = :tenant AND contents.message_id = stored.id
            AND position(convert_to(:text, 'UTF8') IN contents.raw) > 0))
    ORDER BY stored.id DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY message.id DESC
)
\ir ../page.sql
