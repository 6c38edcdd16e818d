package io.chartwire.socket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

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

    /** The answer to a fresh token. */
    static String renewed(Instant expires) {
        return frame("renewed")
                .put("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString())
                .toString();
    }

    /** The answer to a confirmation that was kept. */
    static String confirmed(List<String> ids) {
        ObjectNode frame = frame("confirmed");
        ids.forEach(frame.putArray("ids")::add);
        return frame.toString();
    }

    /** The answer to a frame that changes nothing; the socket goes on. */
    static String error(String code, String detail) {
        return frame("error").put("code", code).put("detail", detail).toString();
    }

    /** The answer to a confirmation of what the person cannot have heard. */
    static String unknown(List<String> ids) {
        ObjectNode frame = frame("error")
                .put("code", "unknown_event")
                .put("detail", "There is no such event, or it is not for you; nothing was confirmed for these ids");
        ids.forEach(frame.putArray("ids")::add);
        return frame.toString();
    }

    private static ObjectNode frame(String event) {
        return JsonNodeFactory.instance.objectNode().put("event", event);
    }

    private static String control(String event, String token) {
        return "{\"event\":\"" + event + "\",\"resume\":\"" + token + "\"}";
    }
}
