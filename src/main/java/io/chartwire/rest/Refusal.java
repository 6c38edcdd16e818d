package io.chartwire.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Says why a write found nothing that it may change: there is no such object, or its state forbids the move. */
public final class Refusal {
    /** The target of a write whose request names the status. */
    private static final String REQUESTED = "requested";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Transitions> transitions;

    public Refusal(Supplier<Transitions> transitions) {
        this.transitions = transitions;
    }

    /**
     * Ends the request with 404 or 409.
     *
     * @param current the object as it is, or its {@code refusal} as a sentence; null when the tenant has none of this id
     * @param resource whose transitions hold; null for a read
     */
    public void explain(
            @Body String current,
            @Variable("resource") String resource,
            @Variable("request") String request,
            @Variable("target") String target)
            throws JsonProcessingException {
        if (current == null) {
            throw Problem.of(404, "There is no such object").toException();
        }
        JsonNode object = JSON.readTree(current);
        if (object.has("refusal")) {
            throw Problem.of(409, object.path("refusal").asText()).toException();
        }
        String status = object.path("status").asText();
        List<String> allowed = transitions.get().from(resource, status);
        String wanted = target != null && !target.equals(REQUESTED) ? target : requestedStatus(request);
        String asked = wanted == null ? "This" : "To become " + wanted;
        String possible = allowed.isEmpty() ? "nothing, it is final" : String.join(", ", allowed);
        throw Problem.of(
                        409,
                        asked + " contradicts the current state: it is " + status + ", from which it may become "
                                + possible)
                .toException();
    }

    /** Ends the replay of a dead letter that failed again with 409; its error may quote what it failed on. */
    public void failedAgain() {
        throw Problem.of(409, "It failed again; the dead letter's error says why")
                .toException();
    }

    private static String requestedStatus(String request) throws JsonProcessingException {
        JsonNode status = request == null ? null : JSON.readTree(request).get("status");
        return status == null ? null : status.asText();
    }
}
