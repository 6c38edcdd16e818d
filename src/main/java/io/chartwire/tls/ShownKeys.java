package io.chartwire.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate that a Vert.x server shows, which may change while it listens.
 *
 * <p>Vert.x 4.5 drops the connections that come while {@code updateSSLOptions} works, so it is given this once. A handshake
 * that began with one certificate ends with it: the alias says which.
 */
public final class ShownKeys extends X509ExtendedKeyManager {
    private volatile Shown current;

    private record Shown(String alias, PemIdentity identity, Shown before) {}

    /** Shows this one from the next handshake on. */
    public synchronized void show(PemIdentity identity) {
        Shown before = current == null ? null : new Shown(current.alias(), current.identity(), null);
        current = new Shown(String.valueOf(System.nanoTime()), identity, before);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Shown shown = current;
        return shown.identity().key().getAlgorithm().equals(keyType) ? shown.alias() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    private PemIdentity of(String alias) {
        Shown shown = current;
        return shown.alias().equals(alias) || shown.before() == null
                ? shown.identity()
                : shown.before().identity();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
