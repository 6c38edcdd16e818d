package io.chartwire.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that may have signed a token, by its algorithm and key id.
 *
 * <p>Only public keys of the source are ever used, each for its own kind of algorithm: a token cannot choose HMAC to have a
 * public key taken for a secret, and what its header says of keys elsewhere (jku, x5u, jwk, x5c) is not looked at.
 */
final class TrustedKeys implements JWSKeySelector<SecurityContext> {
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

    private static final Map<JWSAlgorithm, KeyType> TYPES =
            Map.of(JWSAlgorithm.RS256, KeyType.RSA, JWSAlgorithm.ES256, KeyType.EC, JWSAlgorithm.EdDSA, KeyType.OKP);
    private static final int SMALLEST_RSA_BITS = 2048;
    /** What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final JWKSource<SecurityContext> source;
    private final Set<JWSAlgorithm> algorithms;

    TrustedKeys(JWKSource<SecurityContext> source, Set<JWSAlgorithm> algorithms) {
        this.source = source;
        this.algorithms = algorithms;
    }

    @Override
    public List<? extends Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
        if (!algorithms.contains(header.getAlgorithm())) {
            return List.of();
        }
        JWKMatcher.Builder wanted = new JWKMatcher.Builder()
                .keyType(TYPES.get(header.getAlgorithm()))
                .keyUses(KeyUse.SIGNATURE, null)
                .algorithms(header.getAlgorithm(), null);
        if (header.getKeyID() != null) {
            // A key without an id, as one of a PEM file, may be the one that is meant.
            wanted.keyIDs(header.getKeyID(), null);
        }
        List<Key> keys = new ArrayList<>();
        for (JWK key : source.get(new JWKSelector(wanted.build()), context)) {
            add(keys, key);
        }
        return keys;
    }

    /** The verifier for a key that {@link #selectJWSKeys} gave. */
    static JWSVerifier verifier(JWSHeader header, Key key) throws JOSEException {
        return key instanceof EdECPublicKey edwards
                ? new Ed25519Verifier(edwards)
                : new DefaultJWSVerifierFactory().createJWSVerifier(header, key);
    }

    private static void add(List<Key> keys, JWK key) throws KeySourceException {
        try {
            if (key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
                keys.add(edwards(pair.getDecodedX()));
            } else if (key instanceof RSAKey rsa && rsa.size() < SMALLEST_RSA_BITS) {
                return;
            } else if (key instanceof AsymmetricJWK asymmetric && !(key instanceof OctetKeyPair)) {
                keys.add(asymmetric.toPublicKey());
            }
        } catch (GeneralSecurityException | JOSEException e) {
            throw new KeySourceException("A key of the issuer cannot be read", e);
        }
    }

    private static PublicKey edwards(byte[] point) throws GeneralSecurityException {
        byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
