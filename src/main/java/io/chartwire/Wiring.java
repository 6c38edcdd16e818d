package io.chartwire;

import io.chartwire.audit.AuditTrail;
import io.chartwire.database.Database;
import io.chartwire.identity.TokenVerifier;
import io.chartwire.route.Definitions;
import io.chartwire.route.LiveRoutes;
import io.chartwire.tls.PemFiles;
import io.chartwire.tls.TlsReload;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * What the parts of a hub are made of.
 *
 * @param parts takes each one that must be stopped
 */
record Wiring(
        Settings settings,
        Database database,
        LiveRoutes routes,
        TokenVerifier tokens,
        AuditTrail trail,
        Vertx vertx,
        MeterRegistry meters,
        CamelContext context,
        Parts parts) {

    /** Puts an object where the routes find it by {@code #name} or {@code ref}. */
    void bind(String name, Object object) {
        context.getRegistry().bind(name, object);
    }

    /** The tables beside the routes, as they are now. */
    Definitions definitions() {
        return routes.definitions();
    }

    /** Lets a port speak TLS when the settings name files for it. */
    void watchCertificate(String port, TlsReload.Port shown) {
        Optional<PemFiles> files = PemFiles.of(settings, port);
        if (files.isPresent()) {
            parts.push(
                    TlsReload.start(files.get(), vertx, settings.number("chartwire.tls.check-seconds"), meters, shown));
        }
    }
}
