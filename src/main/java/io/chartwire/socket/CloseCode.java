package io.chartwire.socket;

/** Why the hub ends a socket (RFC 6455, section 7.4; those from 4000 on are Chartwire's own, told in asyncapi.yaml). */
enum CloseCode {
    GOING_AWAY(1001, "the hub is going away"),
    TOO_LARGE(1009, "a frame may have 64 KiB"),
    TRY_AGAIN(1013, "the log is away, come back with the last token"),
    SLOW(4008, "too slow, come back with the last token"),
    TOKEN_EXPIRED(4401, "token expired"),
    NOT_ENTITLED(4403, "the new token is another's, or may not see what this socket gives"),
    SILENT(4408, "no answer to a ping, come back with the last token"),
    TOO_MANY(4429, "too many open sockets of this user or clinic");

    private final short code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = (short) code;
        this.reason = reason;
    }

    short code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
