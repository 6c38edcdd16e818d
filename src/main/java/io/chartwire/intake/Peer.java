package io.chartwire.intake;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/**
 * Who is at the other end of an MLLP connection.
 *
 * @param subject of the certificate that the sender showed and the hub trusts
 */
record Peer(InetSocketAddress address, Optional<X500Principal> subject) {

    /** The peer of a connection whose TLS handshake, if it has one, is over. */
    static Peer of(Channel channel) {
        return new Peer(
                (InetSocketAddress) channel.remoteAddress(),
                subject(channel.pipeline().get(SslHandler.class)));
    }

    private static Optional<X500Principal> subject(SslHandler tls) {
        if (tls == null) {
            return Optional.empty();
        }
        try {
            X509Certificate shown = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
            return Optional.of(shown.getSubjectX500Principal());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
