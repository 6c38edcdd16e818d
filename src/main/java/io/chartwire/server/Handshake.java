package io.chartwire.server;

import io.chartwire.identity.Identity;
import io.chartwire.identity.InvalidTokenException;
import io.chartwire.identity.KeysUnavailableException;
import io.chartwire.identity.RefusedAttempts;
import io.chartwire.identity.TokenVerifier;
import io.chartwire.rest.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds who asks before Camel sees it, and who opens a socket: an {@code Authorization} header, or from a browser, which cannot set one, the sub-protocol
 * {@code bearer.<token>}. A token in the query is not looked at.
 */
public final class Handshake {
    private static final String BEARER = "bearer.";

    private final TokenVerifier tokens;
    private final RefusedAttempts attempts;

    /** Who asks, or why he is refused. */
    record Visitor(Optional<Identity> identity, Optional<Problem> refusal) {}

    public Handshake(TokenVerifier tokens, RefusedAttempts attempts) {
        this.tokens = tokens;
        this.attempts = attempts;
    }

    /** Looks at a request's token; may wait for an issuer's keys. */
    Visitor visitor(HttpServerRequest request) {
        try {
            Optional<Identity> identity = identity(request.headers());
            return identity.isPresent()
                    ? new Visitor(identity, Optional.empty())
                    : refused(request, "A bearer token is needed");
        } catch (KeysUnavailableException e) {
            return new Visitor(Optional.empty(), Optional.of(Problem.of(503, e.getMessage())));
        } catch (InvalidTokenException e) {
            return refused(request, e.getMessage());
        }
    }

    private Visitor refused(HttpServerRequest request, String reason) {
        boolean tooOften = !attempts.count(request.remoteAddress().hostAddress());
        return new Visitor(Optional.empty(), Optional.of(Problem.ofStranger(tooOften, reason)));
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
