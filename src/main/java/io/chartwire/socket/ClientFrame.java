package io.chartwire.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a client said: events that a person confirms, or a fresh token.
 *
 * @param acks the ids of the confirmed events; empty when the frame is none
 * @param token the fresh token; null when the frame is none
 * @param problem why the frame says nothing that the hub understands; null when it does
 */
record ClientFrame(List<String> acks, String token, String problem) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MOST_ACKS = 500;
    /** Wider than the ids that are given, and nothing that the database would not take. */
    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");

    private static final String FORMS = "Say {\"ack\": an event's id or a list of ids} or {\"token\": a fresh token}";

    static ClientFrame parse(String text) {
        try {
            JsonNode frame = JSON.readTree(text);
            if (frame.path("token").isTextual() && frame.size() == 1) {
                return new ClientFrame(List.of(), frame.path("token").asText(), null);
            }
            if (frame.has("ack") && frame.size() == 1) {
                return acks(frame.path("ack"));
            }
            return refused(FORMS);
        } catch (JsonProcessingException e) {
            return refused("A frame is one JSON object. " + FORMS);
        }
    }

    static ClientFrame refused(String problem) {
        return new ClientFrame(List.of(), null, problem);
    }

    private static ClientFrame acks(JsonNode ack) {
        if (ack.isTextual()) {
            return isId(ack) ? new ClientFrame(List.of(ack.asText()), null, null) : refused(FORMS);
        }
        if (!ack.isArray() || ack.isEmpty() || ack.size() > MOST_ACKS) {
            return refused("ack is an event's id or a list of 1 to " + MOST_ACKS + " ids");
        }
        List<String> ids = new ArrayList<>(ack.size());
        for (JsonNode id : ack) {
            if (!isId(id)) {
                return refused("ack is an event's id or a list of ids");
            }
            ids.add(id.asText());
        }
        return new ClientFrame(ids, null, null);
    }

    private static boolean isId(JsonNode id) {
        return id.isTextual() && ID.matcher(id.asText()).matches();
    }
}
