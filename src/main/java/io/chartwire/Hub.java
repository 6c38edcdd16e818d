package io.chartwire;

import io.chartwire.audit.AuditTrail;
import io.chartwire.change.ChangeFeed;
import io.chartwire.change.ChangeTail;
import io.chartwire.change.Events;
import io.chartwire.change.Retries;
import io.chartwire.change.SubscriptionComponent;
import io.chartwire.database.Database;
import io.chartwire.database.EmbeddedDatabase;
import io.chartwire.database.Login;
import io.chartwire.database.SharedConnections;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.SqlParameters;
import io.chartwire.delivery.DeliveryLog;
import io.chartwire.delivery.KeptConfirmations;
import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.hl7.MllpFrameEncoder;
import io.chartwire.identity.RefusedAttempts;
import io.chartwire.identity.TokenVerifier;
import io.chartwire.intake.Answers;
import io.chartwire.intake.AuditedMessages;
import io.chartwire.intake.DeliveryVariables;
import io.chartwire.intake.Documents;
import io.chartwire.intake.Intake;
import io.chartwire.intake.IntakeMeters;
import io.chartwire.intake.MessageView;
import io.chartwire.intake.MllpConnections;
import io.chartwire.rest.Answer;
import io.chartwire.rest.ApiEdge;
import io.chartwire.rest.AuditedRequests;
import io.chartwire.rest.IdempotentWrites;
import io.chartwire.rest.RateLimits;
import io.chartwire.rest.Redaction;
import io.chartwire.rest.Refusal;
import io.chartwire.retention.Retention;
import io.chartwire.route.FirstRoutes;
import io.chartwire.route.LiveRoutes;
import io.chartwire.route.OwnTables;
import io.chartwire.route.Reload;
import io.chartwire.route.RouteCheck;
import io.chartwire.route.RouteHistory;
import io.chartwire.route.RouteSet;
import io.chartwire.server.AuditedSockets;
import io.chartwire.server.FrontDoor;
import io.chartwire.server.Handshake;
import io.chartwire.server.HubServer;
import io.chartwire.server.HubWebsocketComponent;
import io.chartwire.server.Pages;
import io.chartwire.server.SocketEndpoints;
import io.chartwire.socket.EventHistory;
import io.chartwire.socket.SocketHub;
import io.chartwire.socket.SocketLimits;
import io.chartwire.tls.PemFiles;
import io.chartwire.tls.TlsReload;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.netty.NettyComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running hub: its parts, started in order and stopped in the reverse order. */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    /** How long messages in flight may take to be answered when the hub stops; requests have as long after them. */
    private static final Duration DRAIN = Duration.ofSeconds(8);

    /** How many times its bytes a message takes until it is stored, as text, tree and parameter of a statement. */
    private static final int MEMORY_OF_A_MESSAGE = 16;

    private static final int FIRST_FREE_PORT = 10_000;
    private static final int LAST_FREE_PORT = 32_000;
    private static final int MOST_ATTEMPTS = 1_000;

    private final Settings settings;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Main main = new Main();
    private HubServer server;
    private Database database;
    private final Gate gate = new Gate();
    private LiveRoutes routes;
    private Reload reload;
    private TokenVerifier tokens;
    private ChangeTail tail;
    private DeliveryLog deliveries;
    private AuditTrail trail;
    private Retention retention;
    private Retries retries;
    private SocketHub sockets;
    private FrontDoor door;
    private SocketEndpoints endpoints;

    private Hub(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts a hub and returns when it accepts traffic on all its ports.
     *
     * @throws Exception when a part does not start; those before it are stopped again
     */
    public static Hub start(Settings settings) throws Exception {
        Hub hub = new Hub(settings);
        try {
            hub.startParts();
            return hub;
        } catch (Exception e) {
            hub.close();
            throw e;
        }
    }

    /** The line that says where the hub accepts traffic. */
    public String readyLine() {
        String host = settings.text("chartwire.bind");
        return "Chartwire is ready: %s://%s:%d mllp://%s:%s management http://%s:%s"
                .formatted(
                        server.isSecure() ? "https" : "http",
                        host,
                        server.getPort(),
                        host,
                        settings.text("chartwire.mllp.port"),
                        settings.text("chartwire.management.bind"),
                        settings.text("chartwire.management.port"));
    }

    public int httpPort() {
        return server.getPort();
    }

    public int mllpPort() {
        return settings.number("chartwire.mllp.port");
    }

    public int managementPort() {
        return settings.number("chartwire.management.port");
    }

    public Database database() {
        return database;
    }

    public CamelContext camelContext() {
        return main.getCamelContext();
    }

    /** Drains and stops: sockets are told to come back, what is in flight is answered, then the database stops. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("A part of the hub did not stop cleanly: {}", LoggedFailure.of(e));
            }
        }
    }

    private void startParts() throws Exception {
        resolveFreePorts();
        RouteCheck check = new RouteCheck(StepObjects.unconnected(), settings.properties());
        RouteHistory history = new RouteHistory(settings.data());
        FirstRoutes first = FirstRoutes.choose(RouteSet.read(settings.routes()), check, history);
        routes = new LiveRoutes(first.set(), gate);
        tokens = TokenVerifier.of(settings);
        database = openDatabase();
        reload = new Reload(
                settings.routes(),
                routes,
                check,
                database,
                history,
                new OwnTables(folder -> database.extend(folder)),
                first.problems(),
                settings.number("chartwire.routes.poll-millis"));
        Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(settings.number("chartwire.workers")));
        parts.push(() -> vertx.close().toCompletionStage().toCompletableFuture().get());

        trail = new AuditTrail(database, routes.statements(), settings.number("chartwire.audit.strangers-per-minute"));
        trail.start();
        // Before the ports, so that it ends after them and takes what they answer until then.
        parts.push(trail);
        configure();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                try {
                    bind(main.getCamelContext(), vertx);
                } catch (IllegalArgumentException e) {
                    throw e;
                } catch (Exception e) {
                    throw RuntimeCamelException.wrapRuntimeCamelException(e);
                }
            }

            @Override
            public void afterConfigure(BaseMainSupport starting) {
                try {
                    routes.load(main.getCamelContext());
                } catch (Exception e) {
                    throw RuntimeCamelException.wrapRuntimeCamelException(e);
                }
            }
        });
        parts.push(main::stop);
        try {
            main.start();
        } catch (Exception e) {
            throw first.explained(e, check);
        }
        door.guard(server.router());
        endpoints.guard(server.router());
        new Pages(name -> routes.set().text(name)).serve(server.router());
        deliveries.start(tail::lookBack);
        tail.start();
        retries.start();
        retention.start();
        server.open();
        reload.start();
        parts.push(reload);
        parts.push(sockets);
    }

    private void configure() {
        // Camel's own strategy would hang this hub on the JVM for ever: the caller says when a hub stops.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        settings.properties()
                .stringPropertyNames()
                .forEach(name ->
                        main.addOverrideProperty(name, settings.properties().getProperty(name)));
        main.configure()
                .httpManagementServer()
                .withEnabled(true)
                .withHost(settings.text("chartwire.management.bind"))
                .withPort(managementPort())
                .withHealthCheckEnabled(true)
                .withMetricsEnabled(true);
        main.configure().metrics().withEnabled(true);
        if (settings.enabled("chartwire.development")) {
            Inspection.enable(main, settings);
        }
    }

    /** Puts what the routes name by {@code #} or {@code ref} where Camel finds it. */
    private void bind(CamelContext context, Vertx vertx) throws Exception {
        if (!settings.enabled("chartwire.development")) {
            Inspection.disconnect(context);
        }
        context.addLifecycleStrategy(new OutgoingHttp());
        SqlFiles statements = routes.statements();
        ChangeFeed feed = new ChangeFeed(
                context, database, statements, gate, () -> routes.definitions().criticalRules(), settings);
        SubscriptionComponent subscriptions = feed.subscriptions();
        context.addComponent("subscription", subscriptions);
        deliveries = new DeliveryLog(
                context,
                database,
                statements,
                () -> routes.definitions().audiences(),
                settings.number("chartwire.critical.check-millis"));
        parts.push(deliveries);
        tail = feed.tail(
                (emissions, position) -> {
                    sockets.publish(emissions, position);
                    subscriptions.follow(position);
                },
                deliveries,
                event -> sockets.entitled(event));
        parts.push(tail);
        String start = tail.seek();
        subscriptions.follow(start);

        Registry registry = context.getRegistry();
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        EventHistory history = feed.history();
        sockets = new SocketHub(
                history,
                new KeptConfirmations(history, () -> routes.definitions().audiences(), context),
                tokens,
                () -> routes.definitions().audiences(),
                SocketLimits.of(settings),
                meters,
                new AuditedSockets(trail),
                start);

        retention = new Retention(database, statements, settings, meters);
        parts.push(retention);

        SharedConnections connections = new SharedConnections();
        registry.bind("vertx", vertx);
        registry.bind("chartwire", database.pool());
        registry.bind("sqlParameters", new SqlParameters());
        registry.bind("sharedConnections", connections);
        registry.bind("idempotent", new IdempotentWrites(database.pool(), connections, statements));
        registry.bind("refusal", new Refusal(() -> routes.definitions().transitions()));
        registry.bind("redaction", new Redaction());
        registry.bind("auditTrail", trail);
        registry.bind("auditedRequests", new AuditedRequests(trail));
        registry.bind("answerProblem", new Answer(trail));
        registry.bind("events", new Events());
        registry.bind("routesHealth", new RoutesHealth(reload::status, routes::stopped));
        registry.bind("tailHealth", new TailHealth(tail, subscriptions));
        registry.bind("retentionHealth", new RetentionHealth(retention));
        registry.bind("changeTail", tail);
        registry.bind("deadLetterReplay", feed.replay());
        retries = feed.retries(tail);
        parts.push(retries);
        registry.bind("deadLetterHealth", new DeadLetterHealth(retries));
        DeadLetterHealth.measure(retries, meters);
        RefusedAttempts attempts = new RefusedAttempts(settings, meters);
        Handshake handshake = new Handshake(tokens, attempts);
        ByteBudget largeMessages = new ByteBudget(bytesAtOnce());
        IntakeMeters.watch(largeMessages, meters);
        door = new FrontDoor(
                settings,
                handshake,
                trail,
                (method, path) -> routes.definitions().contract().takesMessages(method, path),
                largeMessages);
        endpoints = new SocketEndpoints(
                handshake,
                sockets,
                trail,
                () -> routes.definitions().events(),
                settings.optional("chartwire.http.allowed-origins").orElse(""));
        registry.bind("socketEndpoints", endpoints);
        registry.bind(
                "apiEdge",
                new ApiEdge(
                        () -> routes.definitions().contract(),
                        () -> routes.definitions().audiences(),
                        tokens,
                        new RateLimits(settings, attempts),
                        sockets::position,
                        settings.number("chartwire.http.max-json-bytes")));

        IntakeMeters intakeMeters = new IntakeMeters(meters);
        MllpConnections connectionsOfLabs = new MllpConnections(
                settings.number("chartwire.mllp.max-connections"),
                settings.number("chartwire.mllp.idle-seconds"),
                () -> new MllpFrameDecoder(
                        settings.number("chartwire.hl7.max-bytes"),
                        largeMessages,
                        Duration.ofSeconds(settings.number("chartwire.mllp.frame-seconds"))),
                () -> routes.definitions().senders(),
                intakeMeters,
                trail::note);
        watchCertificate("mllp", vertx, meters, connectionsOfLabs::show);
        EventExecutorGroup workers = MllpConnections.workers(settings.number("chartwire.workers"));
        context.getComponent("netty", NettyComponent.class).setExecutorService(workers);
        parts.push(() -> workers.shutdownGracefully(0, 0, TimeUnit.SECONDS));
        parts.push(() -> connectionsOfLabs.drain(DRAIN));
        registry.bind("mllpAdmission", connectionsOfLabs.admission());
        registry.bind("mllpIdle", connectionsOfLabs.idle());
        registry.bind("mllpFrames", connectionsOfLabs.frames());
        registry.bind("mllpPace", connectionsOfLabs.pace());
        registry.bind("mllpEncoder", new MllpFrameEncoder());
        registry.bind(
                "intake",
                new Intake(
                        () -> routes.definitions().senders(),
                        () -> routes.definitions().pathology(),
                        () -> routes.definitions().matching()));
        registry.bind("deliveryVariables", new DeliveryVariables());
        registry.bind("auditedMessages", new AuditedMessages(trail));
        registry.bind("answers", new Answers(intakeMeters));
        registry.bind("messageView", new MessageView());
        registry.bind("documents", new Documents());

        server = new HubServer(settings);
        watchCertificate("http", vertx, meters, server::show);
        context.addService(server);
        VertxPlatformHttpEngine engine = new VertxPlatformHttpEngine() {
            @Override
            public int getServerPort() {
                return settings.number("chartwire.http.port");
            }
        };
        context.addService(engine);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(engine);
        context.addComponent("vertx-websocket", new HubWebsocketComponent(server));
    }

    /** Lets a port speak TLS when the settings name files for it. */
    private void watchCertificate(String port, Vertx vertx, MeterRegistry meters, TlsReload.Port shown) {
        Optional<PemFiles> files = PemFiles.of(settings, port);
        if (files.isPresent()) {
            parts.push(
                    TlsReload.start(files.get(), vertx, settings.number("chartwire.tls.check-seconds"), meters, shown));
        }
    }

    private long bytesAtOnce() {
        return settings.optional("chartwire.hl7.max-bytes-at-once").isPresent()
                ? settings.number("chartwire.hl7.max-bytes-at-once")
                : Runtime.getRuntime().maxMemory() / MEMORY_OF_A_MESSAGE;
    }

    private Database openDatabase() throws IOException {
        Optional<String> url = settings.optional("chartwire.database.url");
        Login login;
        if (url.isPresent()) {
            login = Login.of(url.get(), settings);
        } else {
            EmbeddedDatabase embedded = EmbeddedDatabase.start(settings.data());
            parts.push(embedded);
            login = embedded.login();
        }
        Database opened = Database.open(login, settings);
        parts.push(opened);
        return opened;
    }

    private void resolveFreePorts() {
        resolveFreePort("chartwire.http.port", "chartwire.bind");
        resolveFreePort("chartwire.mllp.port", "chartwire.bind");
        resolveFreePort("chartwire.management.port", "chartwire.management.bind");
    }

    private void resolveFreePort(String name, String bind) {
        if (settings.number(name) != 0) {
            return;
        }
        // Below those that the system gives to outgoing connections: one of them would take it before the hub has.
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_FREE_PORT, LAST_FREE_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(settings.text(bind)))) {
                settings.properties().setProperty(name, Integer.toString(socket.getLocalPort()));
                return;
            } catch (BindException e) {
                LOG.debug("Port {} is not free", port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("No port is free");
    }
}
