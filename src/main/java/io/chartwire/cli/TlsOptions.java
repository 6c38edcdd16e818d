package io.chartwire.cli;

import io.chartwire.tls.PemClient;
import io.chartwire.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a client speaks TLS. */
final class TlsOptions {
    @Option(names = "--tls", required = true, description = "Speak TLS, and believe whom the system believes.")
    private boolean spoken;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Believe these authorities or certificates instead (PEM).")
    private Path authority;

    @ArgGroup(exclusive = false)
    private Own own;

    /** Who the client says that it is. */
    private static final class Own {
        @Option(
                names = "--cert",
                paramLabel = "FILE",
                required = true,
                description = "The certificate to show, with its chain (PEM).")
        private Path certificate;

        @Option(names = "--key", paramLabel = "FILE", required = true, description = "The key of --cert (PEM).")
        private Path key;
    }

    SSLSocketFactory sockets() throws IOException {
        return PemClient.sockets(
                Optional.ofNullable(authority),
                Optional.ofNullable(own).map(it -> PemFiles.ofClient(it.certificate, it.key)));
    }
}
