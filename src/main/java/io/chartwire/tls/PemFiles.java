package io.chartwire.tls;

import io.chartwire.RenewedFiles;
import io.chartwire.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one port's TLS: {@code chartwire.<port>.tls.certificate} (with its chain), {@code .key}, and
 * {@code .client-ca}, whose certificates clients must show when it is set.
 */
public record PemFiles(String port, Path certificate, Path key, Optional<Path> clientAuthority) {

    /** What the files hold at one moment. */
    record Content(String certificate, String key, Optional<String> clientAuthority) {
        @Override
        public String toString() {
            return "Content[…]";
        }
    }

    /**
     * The files that the settings name for a port; nothing when it speaks without TLS.
     *
     * @throws IllegalArgumentException when some of the settings are there and others missing
     */
    public static Optional<PemFiles> of(Settings settings, String port) {
        String prefix = "chartwire." + port + ".tls.";
        Optional<Path> clientAuthority = settings.optional(prefix + "client-ca").map(Path::of);
        if (settings.optional(prefix + "certificate").isEmpty()
                && settings.optional(prefix + "key").isEmpty()
                && clientAuthority.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PemFiles(
                port,
                Path.of(settings.text(prefix + "certificate")),
                Path.of(settings.text(prefix + "key")),
                clientAuthority));
    }

    /** The files of a client, which shows a certificate when it is asked for one. */
    public static PemFiles ofClient(Path certificate, Path key) {
        return new PemFiles("client", certificate, key, Optional.empty());
    }

    Content read() throws IOException {
        return new Content(
                RenewedFiles.text(certificate),
                RenewedFiles.text(key),
                clientAuthority.isEmpty() ? Optional.empty() : Optional.of(RenewedFiles.text(clientAuthority.get())));
    }
}
