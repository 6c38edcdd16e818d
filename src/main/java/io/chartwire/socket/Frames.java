package io.chartwire.socket;

/** The control frames. Tokens are made by the hub and need no escaping. */
final class Frames {
    private Frames() {}

    static String ready(String token) {
        return control("ready", token);
    }

    static String heartbeat(String token) {
        return control("heartbeat", token);
    }

    static String reset(String token) {
        return control("reset", token);
    }

    private static String control(String event, String token) {
        return "{\"event\":\"" + event + "\",\"resume\":\"" + token + "\"}";
    }
}
