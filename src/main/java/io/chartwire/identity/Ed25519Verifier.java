package io.chartwire.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Set;

/** Verifies EdDSA over Ed25519 (RFC 8037) with the JDK's own algorithm; Nimbus would need another library for it. */
final class Ed25519Verifier extends BaseJWSProvider implements JWSVerifier {
    private final PublicKey key;

    Ed25519Verifier(PublicKey key) {
        super(Set.of(JWSAlgorithm.EdDSA));
        this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        try {
            Signature algorithm = Signature.getInstance("Ed25519");
            algorithm.initVerify(key);
            algorithm.update(signed);
            return algorithm.verify(signature.decode());
        } catch (SignatureException e) {
            // The signature is not even of the right length.
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException(e);
        }
    }
}
