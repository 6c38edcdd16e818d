package io.chartwire.server;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Path;

/** The web pages, from the class path, and the contract's documents, from the routes' folder. */
public final class Pages {
    private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/5.34.1";
    private static final int LAST = 1000;

    private final Path routes;

    public Pages(Path routes) {
        this.routes = routes;
    }

    public void serve(Router router) {
        document(router, "openapi.yaml");
        document(router, "asyncapi.yaml");
        router.get("/docs").order(LAST).handler(context -> context.redirect("/docs/"));
        router.get("/docs/").order(LAST).handler(context -> context.reroute("/docs.html"));
        router.get("/docs/*")
                .order(LAST)
                .handler(StaticHandler.create(SWAGGER_UI).setIndexPage("absent"));
        router.get("/*").order(LAST + 1).handler(Pages::harden);
        router.get("/*").order(LAST + 2).handler(StaticHandler.create("web"));
    }

    private void document(Router router, String name) {
        router.get("/" + name).order(LAST).handler(context -> context.response()
                .putHeader("Content-Type", "application/yaml")
                .putHeader("Cache-Control", "no-cache")
                .sendFile(routes.resolve(name).toString()));
    }

    private static void harden(RoutingContext context) {
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'");
        context.next();
    }
}
