-- Says whether a message `stored` passes the filters of an operator, each null when it is not given: a status (duplicate: taken
-- in more than once), an order number (accession), a text (in the decoded message, in any case) and so on.
-- Included as conditions by statements that choose messages.
-- Parameters: tenant, status, controlId, since, until, sender, accession, mrn, type, text. Index: hl7_contents primary key.
          (:status::text IS NULL OR stored.status = :status OR :status = 'duplicate' AND stored.duplicates > 0)
      AND (:controlId::text IS NULL OR stored.control_id = :controlId)
      AND (:since::timestamptz IS NULL OR stored.received_at >= :since::timestamptz)
      AND (:until::timestamptz IS NULL OR stored.received_at <= :until::timestamptz)
      AND (:sender::text IS NULL OR strpos(lower(stored.sender), lower(:sender)) > 0)
      AND (:accession::text IS NULL OR :accession = ANY (stored.order_numbers))
      AND (:mrn::text IS NULL OR stored.mrn = :mrn)
      AND (:type::text IS NULL OR stored.message_type = :type)
      AND (:text::text IS NULL OR EXISTS (
          SELECT FROM hl7_contents AS contents
          WHERE contents.tenant_id = :tenant AND contents.message_id = stored.id
            AND strpos(lower(coalesce(contents.text, convert_from(contents.raw, 'UTF8'))), lower(:text)) > 0))
