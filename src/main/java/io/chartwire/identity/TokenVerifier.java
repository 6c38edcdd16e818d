package io.chartwire.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.chartwire.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies bearer tokens (RFC 7519): signature, issuer, audience and expiry, with a minute of skew.
 *
 * <p>A token that was verified is remembered for a minute, because a signature costs more than a write; after that its key must
 * still be one of the issuer's.
 */
public final class TokenVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);
    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final ClaimNames names;
    private final BooleanSupplier hasKeys;
    private final Map<String, Verified> verified = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Verified(Identity identity, Instant until) {}

    /** Verifies the tokens of a data folder's development key. */
    public TokenVerifier(DevelopmentKey key) {
        this(
                new TrustedKeys(new ImmutableJWKSet<>(new JWKSet(key.publicKey())), Set.of(JWSAlgorithm.RS256)),
                () -> true,
                DevelopmentKey.ISSUER,
                Set.of(DevelopmentKey.AUDIENCE),
                ClaimNames.OURS);
    }

    private TokenVerifier(
            TrustedKeys keys, BooleanSupplier hasKeys, String issuer, Set<String> audiences, ClaimNames names) {
        this.names = names;
        this.hasKeys = hasKeys;
        processor.setJWSKeySelector(keys);
        processor.setJWSVerifierFactory(new DefaultJWSVerifierFactory() {
            @Override
            public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
                return TrustedKeys.verifier(header, key);
            }
        });
        // RFC 9068 names the type of an access token; most issuers say JWT, or nothing.
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        JWTClaimsSet.Builder exactly = new JWTClaimsSet.Builder();
        if (issuer != null) {
            exactly.issuer(issuer);
        }
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(audiences, exactly.build(), Set.of("sub", "exp"), Set.of()));
    }

    /**
     * The verifier that the settings ask for: of an issuer's keys, of the keys in a PEM file, or, where neither is set, of the
     * development key.
     *
     * @throws IOException when a key file cannot be read
     * @throws IllegalArgumentException when an address is not safe to take keys from
     */
    public static TokenVerifier of(Settings settings) throws IOException {
        Optional<String> issuer = settings.optional("chartwire.identity.issuer");
        Optional<String> keysUrl = settings.optional("chartwire.identity.jwks-url");
        Optional<String> keyFile = settings.optional("chartwire.identity.public-key");
        if (issuer.isEmpty() && keysUrl.isEmpty() && keyFile.isEmpty()) {
            LOG.info("Tokens are those of the development key; set chartwire.identity.issuer for a clinic");
            return new TokenVerifier(DevelopmentKey.in(settings.data()));
        }
        if (keysUrl.isPresent() && keyFile.isPresent()) {
            throw new IllegalArgumentException(
                    "Only one of chartwire.identity.jwks-url and chartwire.identity.public-key can be set");
        }
        if (issuer.isEmpty()) {
            LOG.warn("chartwire.identity.issuer is not set, so a token's issuer is not compared");
        }
        Set<String> audiences = Arrays.stream(
                        settings.text("chartwire.identity.audience").split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
        ClaimNames names = ClaimNames.of(settings);
        if (keyFile.isPresent()) {
            TrustedKeys keys = new TrustedKeys(new PemKeys(Path.of(keyFile.get())), TrustedKeys.ALGORITHMS);
            return new TokenVerifier(keys, () -> true, issuer.orElse(null), audiences, names);
        }
        IssuerKeys published =
                keysUrl.isPresent() ? IssuerKeys.at(keysUrl.get()) : IssuerKeys.discoveredFrom(issuer.get());
        Duration kept = Duration.ofSeconds(settings.number("chartwire.identity.keys-seconds"));
        return new TokenVerifier(
                new TrustedKeys(published.source(kept), TrustedKeys.ALGORITHMS),
                published::had,
                issuer.orElse(null),
                audiences,
                names);
    }

    /**
     * Verifies a compact token; may wait a few seconds for an issuer's keys when they are not known yet.
     *
     * @throws KeysUnavailableException when the keys of the issuer were never had
     * @throws InvalidTokenException when it is malformed, forged, expired, or names no tenant
     */
    public Identity verify(String token) throws InvalidTokenException {
        Instant now = Instant.now();
        synchronized (verified) {
            Verified known = verified.get(token);
            if (known != null && known.until().isAfter(now)) {
                return known.identity();
            }
        }
        Identity identity = read(token);
        Instant remembered = now.plus(REMEMBERED_FOR);
        Instant until = identity.expires().isBefore(remembered) ? identity.expires() : remembered;
        synchronized (verified) {
            verified.put(token, new Verified(identity, until));
        }
        return identity;
    }

    private Identity read(String token) throws InvalidTokenException {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            // That both are there was checked; null is there too.
            String subject = claims.getSubject();
            Date expires = claims.getExpirationTime();
            if (subject == null || subject.isBlank() || expires == null) {
                throw new InvalidTokenException("The token's claims sub and exp must not be empty");
            }
            Map<String, Object> all = claims.toJSONObject();
            return new Identity(
                    subject, names.nameIn(all), names.tenantIn(all), names.rolesIn(all), expires.toInstant());
        } catch (ParseException e) {
            throw new InvalidTokenException("The token is malformed");
        } catch (BadJOSEException e) {
            throw new InvalidTokenException("The token is refused: " + e.getMessage());
        } catch (KeySourceException e) {
            throw hasKeys.getAsBoolean()
                    ? new InvalidTokenException("The token is refused: its key is not one of the issuer's")
                    : new KeysUnavailableException();
        } catch (JOSEException e) {
            throw new InvalidTokenException("The token cannot be verified");
        }
    }
}
