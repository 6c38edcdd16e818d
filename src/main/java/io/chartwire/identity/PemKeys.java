package io.chartwire.identity;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import io.chartwire.RenewedFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of a PEM file (RFC 7468): RSA, P-256 or Ed25519, as keys or in certificates; several while one is replaced.
 *
 * <p>Looks at the file again when a token is to be verified, once a second at most. A file that cannot be used leaves the keys as
 * they are.
 */
final class PemKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(PemKeys.class);
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?<label>PUBLIC KEY|CERTIFICATE)-----(?<base64>[A-Za-z0-9+/=\\s]+)-----END \\k<label>-----");
    private static final int ED25519_BYTES = 32;
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final LongSupplier clock;
    private final AtomicLong nextLook;
    private final RenewedFiles<String> renewed;
    private volatile JWKSet keys;

    /** @throws IOException when the file cannot be read, or holds no public key that a token may be signed for */
    PemKeys(Path file) throws IOException {
        this(file, System::nanoTime);
    }

    PemKeys(Path file, LongSupplier clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.nextLook = new AtomicLong(clock.getAsLong() + BETWEEN_LOOKS);
        this.renewed = new RenewedFiles<>(() -> RenewedFiles.text(file), this::use, PemKeys::keep);
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) {
        long now = clock.getAsLong();
        long next = nextLook.get();
        if (now - next >= 0 && nextLook.compareAndSet(next, now + BETWEEN_LOOKS)) {
            renewed.check();
        }
        return selector.select(keys);
    }

    private void use(String content) throws IOException {
        List<JWK> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(content);
        try {
            while (blocks.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(blocks.group("base64"));
                found.add(
                        blocks.group("label").equals("CERTIFICATE") ? key(certified(encoded)) : key(decoded(encoded)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds a key that cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no PEM block PUBLIC KEY or CERTIFICATE");
        }
        keys = new JWKSet(found);
        LOG.info("Tokens are verified with the keys in {}, {} of them", file, found.size());
    }

    private static void keep(String reason) {
        LOG.error("Tokens are still verified with the keys as they were: {}", reason);
    }

    private static PublicKey certified(byte[] encoded) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded))
                .getPublicKey();
    }

    private static PublicKey decoded(byte[] encoded) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // It is a key of another algorithm, or of none.
                continue;
            }
        }
        throw new InvalidKeySpecException("it is no RSA, EC or Ed25519 key");
    }

    private static JWK key(PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey ec && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()))) {
            return new ECKey.Builder(Curve.P_256, ec).build();
        }
        if (key instanceof EdECPublicKey) {
            byte[] encoded = key.getEncoded();
            byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point)).build();
        }
        throw new InvalidKeySpecException("only RSA, P-256 and Ed25519 keys are taken");
    }
}
