package io.chartwire.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A screen that watches the demo clinic while a {@link Load} works there: it comes back with its last token, again and again. */
public final class Screen implements AutoCloseable {
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private SocketClient socket;
    private String token;
    private int repeated;

    /** Opens its socket by the path that it is given, or comes back. */
    public void open(Function<String, SocketClient> hub) {
        socket = hub.apply("/ws" + (token == null ? "" : "?since=" + token));
        if (token == null) {
            take(socket.next());
        }
    }

    /** Takes frames until so many have come. */
    public void take(int frames) {
        for (int frame = 0; frame < frames; frame++) {
            take(socket.next());
        }
    }

    /** Takes frames until the hub says that there are no more of the past. */
    public void catchUp() {
        for (JsonNode frame = socket.next(); !frame.path("event").asText().equals("ready"); frame = socket.next()) {
            take(frame);
        }
    }

    /** Takes frames until it was told of all of these. */
    public void takeUntil(Set<String> expected) {
        while (!told.keySet().containsAll(expected)) {
            take(socket.next());
        }
    }

    public SocketClient socket() {
        return socket;
    }

    /** What it was told of: {@code claim ID} and {@code result CONTROL-ID}. */
    public Set<String> told() {
        return told.keySet();
    }

    /** How many events it was told again. */
    public int repeated() {
        return repeated;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void take(JsonNode frame) {
        JsonNode data = frame.path("data");
        switch (frame.path("event").asText()) {
            case "claim:created" -> {
                if (data.path("claim").path("totalCharges").asInt() == Load.CHARGES) {
                    note("claim " + data.path("claim").path("id").asText(), frame);
                }
            }
            case "biopsy:result_received" -> note(
                    "result " + data.path("diagnosis").asText(), frame);
            case "reset" -> throw new AssertionError("told to reload");
            default -> {
                // Of no interest, but a token.
            }
        }
        token = frame.has("id")
                ? frame.path("id").asText()
                : frame.path("resume").asText();
    }

    private void note(String what, JsonNode frame) {
        String id = frame.path("id").asText();
        String before = told.put(what, id);
        if (before == null) {
            requireOrder(what);
        } else if (before.equals(id)) {
            repeated++;
        } else {
            throw new AssertionError(what + " came as " + before + " and as " + id);
        }
    }

    /** The results of one biopsy are numbered in the order in which its laboratory had them acknowledged. */
    private void requireOrder(String what) {
        if (what.startsWith("result ")) {
            String[] name = what.substring("result ".length()).split("-");
            int number = Integer.parseInt(name[1]);
            Integer before = newest.put(name[0], number);
            if (before != null && before > number) {
                throw new AssertionError("result " + number + " came after " + before);
            }
        }
    }
}
