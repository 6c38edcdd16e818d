-- The one biopsy that each part's numbers lead to, or why there is none; whether its placer number does; and what to note. Where
-- they lead to two biopsies of the patient, the placer number holds, for laboratories give a case one filler number; unless the
-- laboratory gave the biopsy of the placer number another one. A placer number of another patient's biopsy refutes the
-- message, a filler number does not: two laboratories may give the same. So one alone leads to no biopsy on which
-- only other senders have reported.
-- Included as a CTE by statements that name the delivery `input`, its parts `sent` and the clinic's patient `patient`.
-- Parameters: tenant. Index: biopsies_order_number_key, biopsies_path_lab_case_number, hl7_biopsy_id.
    SELECT counted.place, counted.biopsy_id, counted.by_both + counted.by_placer > 0 AS placed,
           CASE WHEN counted.numbers = '{}' THEN 'The message has no order number'
                WHEN counted.known = 0 THEN 'There is no order with this number'
                WHEN counted.refuted OR counted.by_both + counted.by_placer + counted.by_filler = 0
                    THEN 'The order belongs to another patient'
                WHEN counted.by_two AND counted.other_case AND (input.report #>> '{matching,sharedCaseNumbers}') = 'false'
                    THEN 'The order number and the laboratory''s number are of different biopsies'
                WHEN coalesce(nullif(counted.by_both, 0), nullif(counted.by_placer, 0), counted.by_filler) > 1
                    THEN 'Several biopsies match'
                WHEN counted.by_both + counted.by_placer = 0 AND (
                    SELECT bool_and(former.sender <> input.envelope ->> 'sender') FROM hl7 AS former
                    WHERE former.tenant_id = :tenant AND former.biopsy_id = counted.biopsy_id AND former.status = 'processed')
                    THEN 'The laboratory''s number is one that another laboratory gave' END AS reason,
           CASE WHEN counted.by_two AND (input.report #>> '{matching,sharedCaseNumbers}') = 'false'
                THEN 'the laboratory''s number is also of another biopsy' END AS note
    FROM input, (
        SELECT summed.*, by_both = 0 AND by_placer > 0 AND by_filler > 0 AS by_two
        FROM (
            SELECT sent.place, sent.numbers, count(numbered.id) AS known,
                   coalesce(bool_or(numbered.placed AND NOT numbered.ours), false) AS refuted,
                   coalesce(bool_or(numbered.placed AND numbered.other_case), false) AS other_case,
                   count(*) FILTER (WHERE numbered.ours AND numbered.placed AND numbered.filled) AS by_both,
                   count(*) FILTER (WHERE numbered.ours AND numbered.placed AND NOT numbered.filled) AS by_placer,
                   count(*) FILTER (WHERE numbered.ours AND NOT numbered.placed) AS by_filler,
                   (array_agg(numbered.id ORDER BY numbered.placed AND numbered.filled DESC, numbered.placed DESC)
                    FILTER (WHERE numbered.ours))[1] AS biopsy_id
            FROM sent LEFT JOIN LATERAL (
                SELECT biopsy.id, biopsy.patient_id IN (SELECT id FROM patient) AS ours,
                       coalesce(biopsy.order_number = ANY (sent.placer), false) AS placed,
                       coalesce(biopsy.path_lab_case_number = ANY (sent.filler), false)
                       OR coalesce(biopsy.order_number = ANY (sent.filler), false) AS filled,
                       coalesce(biopsy.path_lab_case_number <> ALL (sent.filler), false) AS other_case
                FROM biopsies AS biopsy
                WHERE biopsy.tenant_id = :tenant AND (biopsy.order_number = ANY (sent.numbers)
                                                      OR biopsy.path_lab_case_number = ANY (sent.filler))) AS numbered ON true
            GROUP BY sent.place, sent.numbers) AS summed) AS counted
