-- The delivery as intake describes it. Included as a CTE. Parameters: request.
    SELECT envelope, envelope -> 'report' AS report
    FROM (SELECT :request::jsonb AS envelope) AS delivery
