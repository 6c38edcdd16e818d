-- What the route goes on with. Included by statements that name the delivery `input` and the stored messages `message`.
SELECT json_build_object('id', message.id, 'status', message.status, 'charset', input.envelope ->> 'charset',
                         'acks', input.envelope -> 'acks')::text AS object
FROM message, input
ORDER BY message.part LIMIT 1
