package io.chartwire.identity;

/** Tells why a token is refused, without repeating the token. */
public class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTokenException(String message) {
        super(message);
    }
}
