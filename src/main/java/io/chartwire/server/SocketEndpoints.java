package io.chartwire.server;

import io.chartwire.identity.Identity;
import io.chartwire.identity.InvalidTokenException;
import io.chartwire.rest.Problem;
import io.chartwire.socket.SocketHub;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The door of the socket endpoints: refuses before the upgrade, and hands what was opened to the socket hub. */
public final class SocketEndpoints {
    private static final int FIRST = -100;

    private final Handshake handshake;
    private final SocketHub sockets;

    public SocketEndpoints(Handshake handshake, SocketHub sockets) {
        this.handshake = handshake;
        this.sockets = sockets;
    }

    /** Puts the token check in front of all socket endpoints. */
    public void guard(Router router) {
        router.route("/ws").order(FIRST).handler(this::check);
        router.route("/ws/*").order(FIRST).handler(this::check);
    }

    /** Takes in a socket that camel-vertx-websocket has opened; called on a worker, in the context of its connection. */
    public void open(ServerWebSocket connection) throws InvalidTokenException {
        Context context = Vertx.currentContext();
        sockets.join(
                connection,
                ((ContextInternal) context).nettyEventLoop(),
                handshake.identity(connection.headers()).orElseThrow());
    }

    private void check(RoutingContext context) {
        try {
            Optional<Identity> identity = handshake.identity(context.request().headers());
            if (identity.isEmpty()) {
                refuse(context, Problem.of(401, "A bearer token is needed"));
            } else if (!sockets.mayOpen(identity.get(), context.request().path())) {
                refuse(context, Problem.of(403, "None of the token's roles may see what this socket gives"));
            } else {
                context.next();
            }
        } catch (InvalidTokenException e) {
            refuse(context, Problem.of(401, e.getMessage()));
        }
    }

    private static void refuse(RoutingContext context, Problem problem) {
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(problem.toJson());
    }
}
