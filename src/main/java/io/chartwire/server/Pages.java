package io.chartwire.server;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Optional;
import java.util.function.Function;

/** The web pages, from the class path, and the contract's documents, of the routes that run. */
public final class Pages {
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/5.34.1";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** Swagger UI sets styles of its own. */
    private static final String SWAGGER_UI_POLICY =
            POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    private static final int LAST = 1000;
    /** A page is asked for again each time, so that nobody keeps an older hub's. */
    private static final long REVALIDATE = 0;

    private final Function<String, Optional<String>> documents;

    /**
     * @param documents gives the text of the contract's documents by their names
     */
    public Pages(Function<String, Optional<String>> documents) {
        this.documents = documents;
    }

    public void serve(Router router) {
        document(router, "openapi.yaml");
        document(router, "asyncapi.yaml");
        router.get("/*").order(LAST).handler(Pages::harden);
        router.get("/docs").order(LAST + 1).handler(Pages::docs);
        router.get("/docs/*")
                .order(LAST + 2)
                .handler(StaticHandler.create(SWAGGER_UI).setIndexPage("absent"));
        router.get("/*").order(LAST + 3).handler(StaticHandler.create("web").setMaxAgeSeconds(REVALIDATE));
    }

    /** Vert.x takes {@code /docs} and {@code /docs/} for the same path. */
    private static void docs(RoutingContext context) {
        if (context.normalizedPath().endsWith("/")) {
            context.reroute("/docs.html");
        } else {
            context.redirect("/docs/");
        }
    }

    private void document(Router router, String name) {
        router.get("/" + name).order(LAST + 1).handler(context -> context.response()
                .putHeader("Content-Type", "application/yaml")
                .putHeader("Cache-Control", "no-cache")
                .end(documents.apply(name).orElseThrow()));
    }

    private static void harden(RoutingContext context) {
        context.response()
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader(
                        "Content-Security-Policy",
                        context.normalizedPath().startsWith("/docs") ? SWAGGER_UI_POLICY : POLICY);
        context.next();
    }
}
