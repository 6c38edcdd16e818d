package io.chartwire.identity;

/** Tells why it is not known who makes a request, in the terms of HTTP: 401, 429 or 503. */
public final class UnauthenticatedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    UnauthenticatedException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
