package io.chartwire.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartwire.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** The signing key of a data folder, made at first use: for development and tests, not for a clinic. */
public final class DevelopmentKey {
    static final String ISSUER = "chartwire-development";
    static final String AUDIENCE = "chartwire";
    private static final String FILE = "development-key.json";

    private final RSAKey key;

    private DevelopmentKey(RSAKey key) {
        this.key = key;
    }

    /** Reads the folder's key, and makes it when there is none. */
    public static DevelopmentKey in(Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (!Files.exists(file)) {
            create(file);
        }
        try {
            return new DevelopmentKey(RSAKey.parse(Files.readString(file)));
        } catch (ParseException e) {
            throw new IOException(file + " is not a signing key; remove it to get a new one", e);
        }
    }

    /** Signs a token for {@code identity}. */
    public String sign(Identity identity) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(identity.subject())
                .claim("name", identity.name())
                .claim("tenant", identity.tenant().value())
                .claim("roles", List.copyOf(identity.roles()))
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(identity.expires()))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    RSAKey publicKey() {
        return key.toPublicJWK();
    }

    private static void create(Path file) throws IOException {
        try {
            SecretFile.write(
                    file,
                    new RSAKeyGenerator(2048)
                            .keyIDFromThumbprint(true)
                            .generate()
                            .toJSONString());
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }
}
