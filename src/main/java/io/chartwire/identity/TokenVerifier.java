package io.chartwire.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies bearer tokens (RFC 7519): signature, issuer, audience and expiry, with a minute of skew.
 *
 * <p>A token that was verified once is remembered until it ends, because a signature costs more than a write.
 */
public final class TokenVerifier {
    private static final int REMEMBERED = 10_000;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Map<String, Identity> verified = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Identity> eldest) {
            return size() > REMEMBERED;
        }
    };

    public TokenVerifier(DevelopmentKey key) {
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                JWSAlgorithm.RS256, new ImmutableJWKSet<>(new JWKSet(key.publicKey()))));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                DevelopmentKey.AUDIENCE,
                new JWTClaimsSet.Builder().issuer(DevelopmentKey.ISSUER).build(),
                Set.of("sub", "exp", "tenant", "roles")));
    }

    /**
     * Verifies a compact token.
     *
     * @throws InvalidTokenException when it is malformed, forged, expired, or names no tenant
     */
    public Identity verify(String token) throws InvalidTokenException {
        synchronized (verified) {
            Identity known = verified.get(token);
            if (known != null && known.expires().isAfter(Instant.now())) {
                return known;
            }
        }
        Identity identity = read(token);
        synchronized (verified) {
            verified.put(token, identity);
        }
        return identity;
    }

    private Identity read(String token) throws InvalidTokenException {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String name = claims.getStringClaim("name");
            List<String> roles = claims.getStringListClaim("roles");
            return new Identity(
                    claims.getSubject(),
                    name == null ? "" : name,
                    new TenantId(claims.getStringClaim("tenant")),
                    Set.copyOf(roles),
                    claims.getExpirationTime().toInstant());
        } catch (ParseException | IllegalArgumentException e) {
            throw new InvalidTokenException("The token is malformed");
        } catch (BadJOSEException e) {
            throw new InvalidTokenException("The token is refused: " + e.getMessage());
        } catch (JOSEException e) {
            throw new InvalidTokenException("The token cannot be verified");
        }
    }
}
