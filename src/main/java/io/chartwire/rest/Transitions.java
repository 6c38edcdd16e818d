package io.chartwire.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;

/** Which status may follow which, from {@code routes/transitions.yaml}. */
public final class Transitions {
    private final JsonNode table;

    private Transitions(JsonNode table) {
        this.table = table;
    }

    /** Reads the table from YAML. */
    public static Transitions parse(String yaml) throws JsonProcessingException {
        return new Transitions(new ObjectMapper(new YAMLFactory()).readTree(yaml));
    }

    /** A table in which every status is final. */
    public static Transitions none() {
        return new Transitions(JsonNodeFactory.instance.objectNode());
    }

    /** A resource's transitions as JSON: {@code {"draft":["ready", …], …}}. */
    public String of(String resource) {
        JsonNode transitions = table.path(resource);
        return transitions.isMissingNode() ? "{}" : transitions.toString();
    }

    /** Where an object of the resource may go from a status; empty when the status is final. */
    List<String> from(String resource, String status) {
        List<String> next = new ArrayList<>();
        table.path(resource).path(status).forEach(to -> next.add(to.asText()));
        return next;
    }
}
