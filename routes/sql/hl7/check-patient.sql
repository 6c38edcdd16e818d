-- Whether the message names one patient of the clinic surely enough, by the rules for matching; whether its parts are together of
-- one biopsy; and, where they are not, whether they go their own ways: one at least has a biopsy to itself.
-- Included as a sub-query by statements that name the delivery `input`, the clinic's patient `patient` and what each part's
-- numbers lead to `led`. One row: reason (null when it may go on), note, split, together.
    SELECT CASE WHEN input.report ->> 'patientCount' = '0' THEN 'The message names no patient'
                WHEN input.report ->> 'patientCount' <> '1' THEN 'The message names several patients'
                WHEN input.report #> '{patient,identifiers}' = '[]' THEN 'The message has no patient identifier'
                WHEN input.report #> '{patient,mrns}' = '[]' THEN 'No patient identifier of the message is one of the clinic''s'
                WHEN (SELECT count(*) > 1 FROM patient) THEN 'The identifiers of the message are of several patients'
                WHEN told.other_dob AND told.on_dob = 'refuse' THEN 'The birth date is not the patient''s'
                WHEN told.other_name AND told.on_name = 'refuse' THEN 'The name is not the patient''s' END AS reason,
           nullif(concat_ws('; ', CASE WHEN told.other_dob AND told.on_dob = 'note' THEN 'the birth date differs' END,
                            CASE WHEN told.other_name AND told.on_name = 'note' THEN 'the name differs' END), '') AS note,
           NOT orders.together AND orders.alone > 0 AS split, orders.together
    FROM input, (
        SELECT report #>> '{matching,birthDate}' AS on_dob, report #>> '{matching,name}' AS on_name,
               CASE WHEN pg_input_is_valid(report #>> '{patient,dob}', 'date')
                    THEN (report #>> '{patient,dob}')::date <> named.dob END AS other_dob,
               names_differ(named.last_name, named.first_name, report #>> '{patient,lastName}',
                            report #>> '{patient,firstName}') AS other_name
        FROM input LEFT JOIN patient AS named ON true
        LIMIT 1) AS told, (
        SELECT count(*) FILTER (WHERE reason IS NULL AND NOT rivalled) AS alone,
               count(*) = 0 OR count(*) = count(*) FILTER (WHERE reason IS NULL) AND count(DISTINCT biopsy_id) = 1 AS together
        FROM led
        WHERE place > 0) AS orders
