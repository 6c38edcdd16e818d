package io.chartwire.tls;

import io.chartwire.RenewedFiles;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** A client's side of TLS: whom it believes, and who it is when it is asked. */
public final class PemClient {

    private PemClient() {}

    /**
     * What makes its sockets.
     *
     * @param authority whose certificates are believed; those that the system believes when empty
     * @param own what is shown to a server that asks for it
     * @throws IOException when a file cannot be used, with the file and the reason
     */
    public static SSLSocketFactory sockets(Optional<Path> authority, Optional<PemFiles> own) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(PemIdentity.PROTOCOLS);
        if (authority.isPresent()) {
            builder.trustManager(PemIdentity.authority(authority.get(), RenewedFiles.text(authority.get())));
        }
        if (own.isPresent()) {
            PemIdentity shown = PemIdentity.of(own.get(), own.get().read());
            builder.keyManager(shown.key(), shown.chain());
        }
        return ((JdkSslContext) builder.build()).context().getSocketFactory();
    }
}
