package io.chartwire.server;

import io.chartwire.identity.Identity;
import io.chartwire.identity.InvalidTokenException;
import io.chartwire.identity.TokenVerifier;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds who opens a socket: an {@code Authorization} header, or from a browser, which cannot set one, the sub-protocol
 * {@code bearer.<token>}. A token in the query is not looked at.
 */
public final class Handshake {
    private static final String BEARER = "bearer.";

    private final TokenVerifier tokens;

    public Handshake(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    /**
     * Who the handshake's headers name.
     *
     * @throws InvalidTokenException when there is a token and it is refused
     */
    public Optional<Identity> identity(MultiMap headers) throws InvalidTokenException {
        Optional<String> token = token(headers);
        return token.isPresent() ? Optional.of(tokens.verify(token.get())) : Optional.empty();
    }

    private static Optional<String> token(MultiMap headers) {
        String authorization = headers.get("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        return headers.getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(offered -> Arrays.stream(offered.split(",")))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(BEARER))
                .map(protocol -> protocol.substring(BEARER.length()))
                .findFirst();
    }
}
