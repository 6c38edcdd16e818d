package io.chartwire;

import io.chartwire.audit.AuditTrail;
import io.chartwire.database.Database;
import io.chartwire.database.EmbeddedDatabase;
import io.chartwire.database.Login;
import io.chartwire.identity.TokenVerifier;
import io.chartwire.intake.IntakeMeters;
import io.chartwire.route.DatabaseCheck;
import io.chartwire.route.FirstRoutes;
import io.chartwire.route.LiveRoutes;
import io.chartwire.route.OwnTables;
import io.chartwire.route.Reload;
import io.chartwire.route.RouteCheck;
import io.chartwire.route.RouteHistory;
import io.chartwire.route.RouteSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** A running hub: its parts, started in order and stopped in the reverse order. */
public final class Hub implements AutoCloseable {
    /** How many times its bytes a message takes until it is stored, as text, tree and parameter of a statement. */
    private static final int MEMORY_OF_A_MESSAGE = 16;

    private final Settings settings;
    private final Parts parts = new Parts();
    private final Main main = new Main();
    private final Gate gate = new Gate();
    private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Database database;
    private LiveRoutes routes;
    private Reload reload;
    private EventParts events;
    private HttpParts http;

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
                        http.server().isSecure() ? "https" : "http",
                        host,
                        httpPort(),
                        host,
                        settings.text("chartwire.mllp.port"),
                        settings.text("chartwire.management.bind"),
                        settings.text("chartwire.management.port"));
    }

    public int httpPort() {
        return http.server().getPort();
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
        parts.close();
    }

    private void startParts() throws Exception {
        FreePorts.choose(settings);
        RouteCheck check = new RouteCheck(StepObjects.unconnected(), settings.properties());
        RouteHistory history = new RouteHistory(settings.data());
        RouteSet folder = RouteSet.read(settings.routes());
        TokenVerifier tokens = TokenVerifier.of(settings);
        database = openDatabase();
        DatabaseCheck databaseCheck = new DatabaseCheck(new OwnTables(database::extend), database.pool());
        FirstRoutes first = FirstRoutes.choose(folder, check, databaseCheck, history);
        routes = new LiveRoutes(first.set(), gate);
        reload = new Reload(
                settings.routes(),
                routes,
                check,
                databaseCheck,
                history,
                first.problems(),
                settings.number("chartwire.routes.poll-millis"));
        Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(settings.number("chartwire.workers")));
        parts.push(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        AuditTrail trail =
                new AuditTrail(database, routes.statements(), settings.number("chartwire.audit.strangers-per-minute"));
        trail.start();
        // Before the ports, so that it ends after them and takes what they answer until then.
        parts.push(trail);

        configure();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                CamelContext context = main.getCamelContext();
                wrapped(() ->
                        bind(new Wiring(settings, database, routes, tokens, trail, vertx, meters, context, parts)));
            }

            @Override
            public void afterConfigure(BaseMainSupport starting) {
                wrapped(() -> routes.load(main.getCamelContext()));
            }
        });
        parts.push(main::stop);
        try {
            main.start();
        } catch (Exception e) {
            throw first.explained(e, check);
        }
        http.guard();
        events.start();
        http.server().open();
        reload.start();
        parts.push(reload);
        parts.push(events.sockets());
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Camel's listeners may throw no checked exception; one about the settings or the routes stays as it is. */
    private static void wrapped(Work work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
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
            parts.push(Inspection.enable(main, settings));
        }
    }

    /** Makes the parts that the routes name, before the routes are read. */
    private void bind(Wiring wiring) throws Exception {
        if (!settings.enabled("chartwire.development")) {
            Inspection.disconnect(wiring.context());
        }
        wiring.context().addLifecycleStrategy(new OutgoingHttp());
        wiring.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        wiring.bind("routesHealth", new RoutesHealth(reload::status, routes::stopped));
        ByteBudget largeMessages = new ByteBudget(bytesAtOnce());
        IntakeMeters.watch(largeMessages, meters);
        events = new EventParts(wiring, gate);
        IntakeParts.bind(wiring, largeMessages);
        http = new HttpParts(wiring, events.sockets(), largeMessages);
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
}
