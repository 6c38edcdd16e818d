package io.chartwire.identity;

/** Tells that no token can be verified now, because the issuer's keys were never had and cannot be fetched; a matter of 503. */
public final class KeysUnavailableException extends InvalidTokenException {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException() {
        super("The keys that tokens are signed with cannot be fetched now; try again");
    }
}
