package io.chartwire.tls;

import io.chartwire.RenewedFiles;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the files of one port now and then, and hands a new certificate to the port.
 *
 * <p>{@code chartwire.tls.expiry} says when the certificate in use ends, in seconds since 1970.
 */
public final class TlsReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
    private static final int MILLIS = 1000;

    private final PemFiles files;
    private final Vertx vertx;
    private final Port port;
    private volatile PemIdentity current;
    private long timer;

    /** What shows a certificate. */
    @FunctionalInterface
    public interface Port {
        /** Shows this one to connections from now on; what is open stays open. */
        void show(PemIdentity identity) throws IOException;
    }

    private TlsReload(PemFiles files, Vertx vertx, Port port) {
        this.files = files;
        this.vertx = vertx;
        this.port = port;
    }

    /**
     * Reads the files for the first time.
     *
     * @throws IllegalArgumentException when they cannot be used
     */
    public static TlsReload start(PemFiles files, Vertx vertx, int everySeconds, MeterRegistry meters, Port port) {
        TlsReload reload = new TlsReload(files, vertx, port);
        try {
            RenewedFiles<PemFiles.Content> renewed = new RenewedFiles<>(files::read, reload::use, reload::keep);
            Callable<Void> check = () -> {
                renewed.check();
                return null;
            };
            reload.timer = vertx.setPeriodic((long) everySeconds * MILLIS, now -> vertx.executeBlocking(check, true));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Gauge.builder("chartwire.tls.expiry", () -> reload.current.expires().getEpochSecond())
                .tag("port", files.port())
                .description("When the certificate in use ends, in seconds since 1970")
                .register(meters);
        return reload;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }

    private void use(PemFiles.Content content) throws IOException {
        PemIdentity identity = PemIdentity.of(files, content);
        port.show(identity);
        current = identity;
        LOG.info("The {} port shows the certificate {}", files.port(), identity);
    }

    private void keep(String reason) {
        LOG.error("The {} port keeps the certificate {}: {}", files.port(), current, reason);
    }
}
