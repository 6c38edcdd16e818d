package io.chartwire.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** A Vert.x server that frames MLLP, reads nothing of a message but its number, and runs the statement of a result. */
final class BareMllpServer extends BareServer {
    private static final int NUMBER_AT = ("\u000b" + ResultMessage.TEXT).indexOf(Exchanges.NUMBER);
    private static final int NUMBER_LENGTH = Exchanges.NUMBER.length();

    private final BareStatement statement;
    private final String tenant;
    private final String request;

    BareMllpServer(BareStatement statement, String tenant, String request, int workers) throws Exception {
        super(workers);
        this.statement = statement;
        this.tenant = tenant;
        this.request = request;
        open();
    }

    @Override
    Future<?> listen() {
        return vertx().createNetServer().connectHandler(Connection::new).listen(port(), HOST);
    }

    private final class Connection {
        private final NetSocket socket;
        private Buffer received = Buffer.buffer();

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::receive);
        }

        private void receive(Buffer chunk) {
            received.appendBuffer(chunk);
            for (int end = Framing.MLLP.end(received); end != Framing.NOT_YET; end = Framing.MLLP.end(received)) {
                byte[] message = received.getBytes(1, end - 2);
                String number = received.getString(NUMBER_AT, NUMBER_AT + NUMBER_LENGTH);
                received = received.getBuffer(end, received.length());
                vertx().executeBlocking(() -> store(message, number), false)
                        .onSuccess(stored -> socket.write(answer(stored == null ? "AE" : "AA", number)))
                        .onFailure(failure -> socket.write(answer("AE", failure.toString())));
            }
        }
    }

    private String store(byte[] message, String number) throws Exception {
        return statement.run(Map.of(
                "tenant", tenant,
                "request", request.replace(Exchanges.NUMBER, number),
                "raw", Base64.getEncoder().encodeToString(message)));
    }

    private static Buffer answer(String code, String number) {
        return Buffer.buffer(
                ("\u000bMSH|^~\\&|DERM_EHR|DERM_CLINIC|LAB_SYSTEM|GENERAL_HOSPITAL|20250108143000||ACK^R01^ACK|A"
                                + number + "|P|2.5\rMSA|" + code + "|MSG" + number + "\r\u001c\r")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
