package io.chartwire.identity;

import java.util.Optional;

/** Finds who makes a request by its bearer token (RFC 6750), and counts the requests of a network that have no valid one. */
public final class BearerAuthentication {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier tokens;
    private final RefusedAttempts attempts;

    public BearerAuthentication(TokenVerifier tokens, RefusedAttempts attempts) {
        this.tokens = tokens;
        this.attempts = attempts;
    }

    /** The token in an {@code Authorization} header, which may be null. */
    public static Optional<String> token(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /**
     * Whom a request's token names; may wait a few seconds for an issuer's keys.
     *
     * @param remote the address that the request came from
     * @throws UnauthenticatedException when there is no token, or none that can be accepted
     */
    public Identity authenticate(Optional<String> token, String remote) throws UnauthenticatedException {
        if (token.isEmpty()) {
            throw refused(remote, "A bearer token is needed");
        }
        try {
            return tokens.verify(token.get());
        } catch (KeysUnavailableException e) {
            throw new UnauthenticatedException(503, e.getMessage());
        } catch (InvalidTokenException e) {
            throw refused(remote, e.getMessage());
        }
    }

    private UnauthenticatedException refused(String remote, String reason) {
        return attempts.count(remote)
                ? new UnauthenticatedException(401, reason)
                : new UnauthenticatedException(
                        429, "There are too many requests of this address without a valid token");
    }
}
