-- Lists entries of the audit log, newest first. Parameters: tenant, limit, after (the last number of the page before, or null),
-- subject, action, kind, objectId, outcome, since and until (each null for all). Result: one page.
-- Index: audit_log primary key, audit_log_actor or audit_log_object_id.
WITH entry AS (
    SELECT * FROM audit_log
    WHERE tenant_id = :tenant AND number < (SELECT coalesce(:after::bigint, 9223372036854775807))
      AND actor = coalesce(:subject, actor) AND action = coalesce(:action, action)
      AND (:kind::text IS NULL OR resource = :kind)
      AND (:objectId::text IS NULL OR object_id = :objectId)
      AND outcome = coalesce(:outcome::int, outcome)
      AND at >= coalesce(:since::timestamptz, '-infinity') AND at < coalesce(:until::timestamptz, 'infinity')
    ORDER BY number DESC LIMIT :limit::int + 1
), object AS (
\ir object.sql
ORDER BY entry.number DESC
)
\ir ../page.sql
