-- Remembers when the newest message of a sender about one patient or appointment was sent. Gives late: whether a newer one was there
-- already; no row when MSH-7 is missing, or so far in the future that it is no time.
-- Included as a CTE by statements that name the delivery `input` and whom it is about `subject` (id), locked. Parameters: tenant.
-- Index: message_times primary key.
    INSERT INTO message_times AS stored (tenant_id, subject_id, sender, message_time)
    SELECT :tenant, subject.id, envelope ->> 'sender', moment(report ->> 'messageTime')
    FROM subject, input
    WHERE moment(report ->> 'messageTime') < clock_timestamp() + interval '1 day'
    ON CONFLICT (tenant_id, subject_id, sender) DO UPDATE SET message_time = greatest(stored.message_time, excluded.message_time)
    RETURNING message_time > (SELECT moment(report ->> 'messageTime') FROM input) AS late
