package io.chartwire.server;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.impl.ServerWebSocketWrapper;
import java.util.concurrent.TimeUnit;

/**
 * A socket that ends when it is closed, though its client reads nothing.
 *
 * <p>Vert.x cuts a connection whose client does not answer the close frame, but counts the time only from when the frame is on
 * the wire: behind a client's full buffers that is never.
 */
final class OpenedSocket extends ServerWebSocketWrapper {
    private static final int CLOSE_SECONDS = 5;

    private final ConnectionBase connection;

    OpenedSocket(ServerWebSocket opened, HttpServerRequest request) {
        super(
                opened,
                opened.headers().get("Host"),
                opened.authority(),
                opened.scheme(),
                opened.isSsl(),
                opened.remoteAddress());
        this.connection = (ConnectionBase) request.connection();
    }

    @Override
    public Future<Void> close(short code, String reason) {
        var channel = connection.channelHandlerContext();
        channel.executor().schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        return super.close(code, reason);
    }
}
