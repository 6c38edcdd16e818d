package io.chartwire.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.StoredJson;
import java.util.Set;

/**
 * The fields of a resource that a token without {@code phi} is told; every other, at whatever depth, is left out, and so is one
 * that nobody has thought of yet.
 */
public final class OpenFields {
    /** Beside them a frame may say what follows from fields that are left out, as that it is critical. */
    private static final Set<String> OF_FRAMES = Set.of("id", "event", "tenant", "data");

    private final Set<String> names;

    OpenFields(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    /** An answer with these fields alone. */
    public String ofAnswer(String json) {
        return only(read(json)).toString();
    }

    /** A frame that says which event it is, and whose {@code data} has these fields alone. */
    public String ofFrame(String json) {
        ObjectNode frame = (ObjectNode) read(json);
        frame.retain(OF_FRAMES);
        only(frame.path("data"));
        return frame.toString();
    }

    private JsonNode only(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.retain(names);
        }
        node.forEach(this::only);
        return node;
    }

    /** What the hub made itself. */
    private static JsonNode read(String json) {
        try {
            return StoredJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The hub's own JSON cannot be read", e);
        }
    }
}
