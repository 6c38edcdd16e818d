package io.chartwire.server;

import io.chartwire.identity.BearerAuthentication;
import io.chartwire.identity.Identity;
import io.chartwire.identity.UnauthenticatedException;
import io.chartwire.rest.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds who asks before Camel sees it, and who opens a socket: an {@code Authorization} header, or from a browser, which cannot set one, the sub-protocol
 * {@code bearer.<token>}. A token in the query is not looked at.
 */
public final class Handshake {
    private static final String BEARER = "bearer.";

    private final BearerAuthentication authentication;

    /** Who asks, or why he is refused. */
    record Visitor(Optional<Identity> identity, Optional<Problem> refusal) {}

    public Handshake(BearerAuthentication authentication) {
        this.authentication = authentication;
    }

    /** Looks at a request's token; may wait for an issuer's keys. */
    Visitor visitor(HttpServerRequest request) {
        try {
            return new Visitor(Optional.of(identity(request.headers(), request.remoteAddress())), Optional.empty());
        } catch (UnauthenticatedException e) {
            return new Visitor(Optional.empty(), Optional.of(Problem.of(e.status(), e.getMessage())));
        }
    }

    /**
     * Whom the handshake's headers name.
     *
     * @throws UnauthenticatedException when it is not known
     */
    Identity identity(MultiMap headers, SocketAddress remote) throws UnauthenticatedException {
        return authentication.authenticate(token(headers), remote.hostAddress());
    }

    private static Optional<String> token(MultiMap headers) {
        return BearerAuthentication.token(headers.get("Authorization"))
                .or(() -> headers.getAll("Sec-WebSocket-Protocol").stream()
                        .flatMap(offered -> Arrays.stream(offered.split(",")))
                        .map(String::strip)
                        .filter(protocol -> protocol.startsWith(BEARER))
                        .map(protocol -> protocol.substring(BEARER.length()))
                        .findFirst());
    }
}
