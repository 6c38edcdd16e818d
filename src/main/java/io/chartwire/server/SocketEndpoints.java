package io.chartwire.server;

import io.chartwire.audit.AuditTrail;
import io.chartwire.audit.Entry;
import io.chartwire.identity.Identity;
import io.chartwire.identity.UnauthenticatedException;
import io.chartwire.rest.Problem;
import io.chartwire.socket.EventNames;
import io.chartwire.socket.SocketHub;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The door of the socket endpoints: refuses before the upgrade, and hands what was opened to the socket hub. */
public final class SocketEndpoints {
    private static final int FIRST = -100;
    private static final int OPENED = 101;
    private static final int FLUSHES_TOGETHER = 256;

    private final Handshake handshake;
    private final SocketHub sockets;
    private final AuditTrail trail;
    private final Supplier<EventNames> events;
    private final Origins origins;
    private Router router;

    /**
     * @param trail takes who opened a socket and who was refused one
     * @param events the events that there are
     * @param allowedOrigins the pages, besides the hub's own, that may open a socket
     */
    public SocketEndpoints(
            Handshake handshake,
            SocketHub sockets,
            AuditTrail trail,
            Supplier<EventNames> events,
            String allowedOrigins) {
        this.handshake = handshake;
        this.sockets = sockets;
        this.trail = trail;
        this.events = events;
        this.origins = new Origins(allowedOrigins);
    }

    /** Puts the token check in front of all socket endpoints. */
    public void guard(Router router) {
        this.router = router;
        router.route("/ws/*").order(FIRST).handler(this::check);
    }

    /** Takes in a socket that camel-vertx-websocket has opened; called on a worker, in the context of its connection. */
    public void open(ServerWebSocket connection) throws UnauthenticatedException {
        Context context = Vertx.currentContext();
        sockets.join(
                connection,
                ((ContextInternal) context).nettyEventLoop(),
                handshake.identity(connection.headers(), connection.remoteAddress()));
    }

    /** Off the event loop, for a token may have to wait for its issuer's keys. */
    private void check(RoutingContext context) {
        context.request().pause();
        context.vertx().executeBlocking(() -> refusal(context), false).onComplete(checked -> {
            context.request().resume();
            if (checked.failed()) {
                context.fail(checked.cause());
            } else if (checked.result().isPresent()) {
                Refusals.answer(context, checked.result().get());
            } else {
                writeTogether(context.request().connection());
                context.next();
            }
        });
    }

    private Optional<Problem> refusal(RoutingContext context) throws SQLException {
        Handshake.Visitor visitor = handshake.visitor(context.request());
        Optional<Problem> refusal = refusal(visitor, context.request());
        trail.record(Entry.now(
                visitor.identity().map(it -> it.tenant().value()).orElse(null),
                visitor.identity().map(Identity::subject).orElse(null),
                "sockets-open",
                null,
                isEndpoint(context.request().path()) ? context.request().path() : null,
                refusal.map(Problem::status).orElse(OPENED),
                context.request().remoteAddress().hostAddress()));
        return refusal;
    }

    private Optional<Problem> refusal(Handshake.Visitor visitor, HttpServerRequest request) {
        if (!origins.allow(request.getHeader("Origin"), request.getHeader("Host"))) {
            return Optional.of(Problem.of(403, "Pages of this origin may not open a socket"));
        }
        return visitor.refusal().or(() -> refusal(visitor.identity().orElseThrow(), request));
    }

    private Optional<Problem> refusal(Identity identity, HttpServerRequest request) {
        if (!isEndpoint(request.path())) {
            return Optional.of(Problem.of(404, "There is no socket endpoint at this path"));
        }
        if (!sockets.mayOpen(identity, request.path())) {
            return Optional.of(Problem.of(403, "None of the token's roles may see what this socket gives"));
        }
        List<String> unknown = events.get().unknown(request.query());
        if (!unknown.isEmpty()) {
            return Optional.of(Problem.of(
                    400, "There is no event " + String.join(", ", unknown) + "; asyncapi.yaml names them all"));
        }
        if (!isHandshake(request)) {
            return Optional.of(Problem.of(426, "This path speaks WebSocket alone (RFC 6455, version 13)"));
        }
        return sockets.isFull(identity)
                ? Optional.of(Problem.of(429, "There are too many open sockets of this user or clinic"))
                : Optional.empty();
    }

    private static boolean isHandshake(HttpServerRequest request) {
        return request.method() == HttpMethod.GET
                && says(request, "Connection", "(?i).*\\bupgrade\\b.*")
                && says(request, "Upgrade", "(?i)websocket")
                && says(request, "Sec-WebSocket-Version", "13")
                && says(request, "Sec-WebSocket-Key", ".+");
    }

    private static boolean says(HttpServerRequest request, String header, String pattern) {
        String given = request.getHeader(header);
        return given != null && given.matches(pattern);
    }

    /** Whether the routes have opened this very path: Vert.x would also match it escaped, with dots or with a slash at its end. */
    private boolean isEndpoint(String path) {
        return router.getRoutes().stream().anyMatch(route -> route.isExactPath() && path.equals(route.getPath()));
    }

    /** Lets the frames that a socket is given in one turn of its event loop go out in one write, not in one each. */
    private static void writeTogether(HttpConnection connection) {
        ((ConnectionBase) connection)
                .channelHandlerContext()
                .pipeline()
                .addFirst(new FlushConsolidationHandler(FLUSHES_TOGETHER, true));
    }
}
