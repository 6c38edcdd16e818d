package io.chartwire.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/** Who a port or a client is, checked to be usable: its certificate, the key of that certificate, and the authority of its clients. */
public final class PemIdentity {
    /** Older protocols are broken. */
    public static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    /** Vert.x needs itself to find files by name; here they are read already. */
    private static final Vertx NO_VERTX = null;

    private final PrivateKey key;
    private final X509Certificate[] chain;
    private final Optional<TrustManagerFactory> clients;

    private PemIdentity(PrivateKey key, X509Certificate[] chain, Optional<TrustManagerFactory> clients) {
        this.key = key;
        this.chain = chain;
        this.clients = clients;
    }

    /**
     * Reads and checks the files.
     *
     * @throws IOException when they cannot be used, with the file and the reason
     */
    static PemIdentity of(PemFiles files, PemFiles.Content content) throws IOException {
        PemKeyCertOptions pair = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(content.certificate()))
                .addKeyValue(Buffer.buffer(content.key()));
        KeyManagerFactory keys =
                checked(files.certificate() + " or " + files.key(), () -> pair.getKeyManagerFactory(NO_VERTX));
        X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
        String alias = Stream.of("EC", "RSA", "EdDSA")
                .map(type -> manager.getServerAliases(type, null))
                .filter(Objects::nonNull)
                .map(aliases -> aliases[0])
                .findFirst()
                .orElseThrow(() ->
                        new IOException(files.certificate() + " cannot be used: its key is not EC, RSA or EdDSA"));
        PrivateKey key = manager.getPrivateKey(alias);
        X509Certificate[] chain = manager.getCertificateChain(alias);
        if (!belong(key, chain[0].getPublicKey())) {
            throw new IOException(files.key() + " is not the key of the certificate in " + files.certificate());
        }
        Optional<TrustManagerFactory> clients = Optional.empty();
        if (content.clientAuthority().isPresent()) {
            clients = Optional.of(authority(
                    files.clientAuthority().orElseThrow(),
                    content.clientAuthority().get()));
        }
        return new PemIdentity(key, chain, clients);
    }

    /** Whose certificates are believed, as the file {@code content} says. */
    static TrustManagerFactory authority(Path file, String content) throws IOException {
        return checked(file.toString(), () -> {
            KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
            believed.load(null, null);
            InputStream pem = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                believed.setCertificateEntry(String.valueOf(believed.size()), certificate);
            }
            if (believed.size() == 0) {
                throw new CertificateException("it holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);
            return trust;
        });
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate[] chain() {
        return chain.clone();
    }

    /** For a Netty server; clients must show a certificate when an authority for them is given. */
    public SslContext context() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS);
        clients.ifPresent(authority -> builder.trustManager(authority).clientAuth(ClientAuth.REQUIRE));
        return builder.build();
    }

    Instant expires() {
        return chain[0].getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return chain[0].getSubjectX500Principal().getName() + ", valid until " + expires();
    }

    private interface Reading<T> {
        T read() throws Exception;
    }

    private static <T> T checked(String file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (Exception e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Whether what the private key signs is verified by the public one. */
    private static boolean belong(PrivateKey key, PublicKey shown) throws IOException {
        byte[] text = new byte[32];
        new SecureRandom().nextBytes(text);
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
