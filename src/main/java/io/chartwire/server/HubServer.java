package io.chartwire.server;

import io.chartwire.LoggedFailure;
import io.chartwire.Settings;
import io.chartwire.rest.Problem;
import io.chartwire.tls.PemIdentity;
import io.chartwire.tls.ShownKeys;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves Camel's platform-http router on the hub's port, with the limits and the WebSocket sub-protocol that the stock server
 * cannot be given.
 *
 * <p>It listens when {@link #open} is called and not when Camel starts it, so that no request meets a hub without routes.
 */
public final class HubServer extends VertxPlatformHttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HubServer.class);
    public static final String SUB_PROTOCOL = "chartwire.v1";
    /** How long a client that is told to go may take to say so too; one that reads nothing holds its frames until then. */
    private static final int CLOSING_SECONDS = 3;

    private static final int LARGEST_CLIENT_FRAME = 64 * 1024;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final int CLOSE_SECONDS = 5;
    private static final int EVENT_LOOPS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final Settings settings;
    private final Connections connections;
    private final List<HttpServer> servers = new ArrayList<>();
    private final ShownKeys keys = new ShownKeys();
    private volatile boolean secure;

    public HubServer(Settings settings) {
        super(configuration(settings));
        this.settings = settings;
        this.connections = new Connections(settings);
    }

    private static VertxPlatformHttpServerConfiguration configuration(Settings settings) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(settings.text("chartwire.bind"));
        configuration.setBindPort(settings.number("chartwire.http.port"));
        configuration.setMaxBodySize((long) settings.number("chartwire.hl7.max-bytes"));
        return configuration;
    }

    /** The router that Camel's endpoints and the pages share. */
    public VertxPlatformHttpRouter router() {
        return VertxPlatformHttpRouter.lookup(
                getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(getConfigurationPort()));
    }

    @Override
    protected void startServer() {
        Router router = router();
        for (int status : List.of(400, 404, 405, 413, 415, 417, 500, 503)) {
            router.errorHandler(status, context -> answer(context, status));
        }
        // So Vert.x calls the end of a client that went away in the middle of its body.
        router.errorHandler(200, context -> LOG.debug("A request ended early", context.failure()));
    }

    /** Speaks TLS with this certificate, from the next connection on. */
    public void show(PemIdentity identity) {
        keys.show(identity);
        secure = true;
    }

    /** Listens; returns when connections are accepted. */
    public void open() throws IllegalStateException {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.text("chartwire.bind"))
                .setPort(getConfigurationPort())
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                // The limits on a connection's requests are those of HTTP/1.1.
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(true)
                .setTcpNoDelay(true)
                .addWebSocketSubProtocol(SUB_PROTOCOL)
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                .setMaxWebSocketFrameSize(LARGEST_CLIENT_FRAME)
                .setMaxWebSocketMessageSize(LARGEST_CLIENT_FRAME);
        if (secure) {
            options.setSsl(true)
                    .setKeyCertOptions(KeyCertOptions.wrap(keys))
                    .setEnabledSecureTransportProtocols(PemIdentity.PROTOCOLS);
        }
        // Each server of one port has an event loop of its own; connections go to them in turn.
        for (int loop = 0; loop < EVENT_LOOPS; loop++) {
            HttpServer server = getVertx()
                    .createHttpServer(options)
                    .connectionHandler(connections::admit)
                    .invalidRequestHandler(HubServer::refuseMalformed)
                    .requestHandler(router());
            await(server.listen(), "The HTTP port " + getConfigurationPort() + " cannot be opened");
            servers.add(server);
        }
    }

    /** Whether it speaks TLS. */
    public boolean isSecure() {
        return secure;
    }

    @Override
    public HttpServer getServer() {
        return servers.isEmpty() ? null : servers.get(0);
    }

    @Override
    public int getPort() {
        return servers.isEmpty() ? getConfigurationPort() : servers.get(0).actualPort();
    }

    @Override
    protected void stopServer() {
        servers.forEach(server -> await(server.close(), "The HTTP server did not close"));
        servers.clear();
    }

    private static void await(io.vertx.core.Future<?> future, String failure) {
        try {
            future.toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(failure + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(RoutingContext context, int status) {
        if (status == 500 && context.failure() != null) {
            LOG.error("A request failed outside its route: {}", LoggedFailure.of(context.failure()));
            LOG.debug("The request's failure", context.failure());
        }
        String detail =
                switch (status) {
                    case 404 -> "There is nothing at this path";
                    case 413 -> "The body is too large";
                    case 500 -> "The hub failed to handle this request; nothing was changed";
                    default -> "The request cannot be handled";
                };
        Refusals.answer(context, Problem.of(status, detail));
    }

    /** Answers what is no HTTP, or has a longer head than it may. */
    private static void refuseMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = cause instanceof TooLongHttpLineException
                ? Problem.of(414, "The request's first line is too long")
                : cause instanceof TooLongHttpHeaderException
                        ? Problem.of(431, "The request's headers are too long")
                        : Problem.of(400, "The request is no HTTP");
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(problem.toJson());
    }
}
