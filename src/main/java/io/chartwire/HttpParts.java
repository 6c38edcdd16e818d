package io.chartwire;

import io.chartwire.database.Database;
import io.chartwire.database.SharedConnections;
import io.chartwire.database.SqlParameters;
import io.chartwire.identity.BearerAuthentication;
import io.chartwire.identity.RefusedAttempts;
import io.chartwire.rest.Answer;
import io.chartwire.rest.ApiEdge;
import io.chartwire.rest.AuditedRequests;
import io.chartwire.rest.IdempotentWrites;
import io.chartwire.rest.RateLimits;
import io.chartwire.rest.Redaction;
import io.chartwire.rest.Refusal;
import io.chartwire.server.FrontDoor;
import io.chartwire.server.Handshake;
import io.chartwire.server.HubServer;
import io.chartwire.server.HubWebsocketComponent;
import io.chartwire.server.Pages;
import io.chartwire.server.SocketEndpoints;
import io.chartwire.socket.SocketHub;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;

/** The HTTP port: the API, the sockets' endpoints and the pages. */
final class HttpParts {
    private final Wiring wiring;
    private final HubServer server;
    private final FrontDoor door;
    private final SocketEndpoints endpoints;

    HttpParts(Wiring wiring, SocketHub sockets, ByteBudget largeMessages) throws Exception {
        this.wiring = wiring;
        Settings settings = wiring.settings();
        BearerAuthentication authentication =
                new BearerAuthentication(wiring.tokens(), new RefusedAttempts(settings, wiring.meters()));
        Handshake handshake = new Handshake(authentication);
        door = new FrontDoor(
                settings,
                handshake,
                wiring.trail(),
                request -> wiring.definitions().contract().takesMessage(request),
                largeMessages);
        endpoints = new SocketEndpoints(
                handshake,
                sockets,
                wiring.trail(),
                () -> wiring.definitions().events(),
                settings.optional("chartwire.http.allowed-origins").orElse(""));
        wiring.bind("socketEndpoints", endpoints);
        wiring.bind(
                "apiEdge",
                new ApiEdge(
                        () -> wiring.definitions().contract(),
                        () -> wiring.definitions().audiences(),
                        authentication,
                        new RateLimits(settings),
                        sockets::position,
                        settings.number("chartwire.http.max-json-bytes")));
        bindSteps();
        server = new HubServer(settings);
        wiring.watchCertificate("http", server::show);
        connect(wiring.context());
    }

    private void bindSteps() {
        Database database = wiring.database();
        SharedConnections connections = new SharedConnections();
        wiring.bind("chartwire", database.pool());
        wiring.bind("sqlParameters", new SqlParameters());
        wiring.bind("sharedConnections", connections);
        wiring.bind(
                "idempotent",
                new IdempotentWrites(
                        database.pool(), connections, wiring.routes().statements()));
        wiring.bind("refusal", new Refusal(() -> wiring.definitions().transitions()));
        wiring.bind("redaction", new Redaction());
        wiring.bind("auditTrail", wiring.trail());
        wiring.bind("auditedRequests", new AuditedRequests(wiring.trail()));
        wiring.bind("answerProblem", new Answer(wiring.trail()));
    }

    private void connect(CamelContext context) throws Exception {
        wiring.bind("vertx", wiring.vertx());
        context.addService(server);
        VertxPlatformHttpEngine engine = new VertxPlatformHttpEngine() {
            @Override
            public int getServerPort() {
                return wiring.settings().number("chartwire.http.port");
            }
        };
        context.addService(engine);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine);
        context.addComponent("vertx-websocket", new HubWebsocketComponent(server));
    }

    HubServer server() {
        return server;
    }

    /** Stands before what the routes have opened; the routes must run by now. */
    void guard() {
        door.guard(server.router());
        endpoints.guard(server.router());
        new Pages(name -> wiring.routes().set().text(name)).serve(server.router());
    }
}
