package io.chartwire.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a request was refused, in the form of RFC 9457.
 *
 * @param status the HTTP status code
 * @param detail a sentence for a person; holds no data of a patient
 * @param errors one for each bad field; may be empty
 */
public record Problem(int status, String detail, List<FieldError> errors) {
    public static final String MEDIA_TYPE = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What is wrong with one field.
     *
     * @param pointer a JSON pointer as a URI fragment, such as {@code #/status}; for a parameter or a header its name
     */
    public record FieldError(String pointer, String detail) {}

    public Problem {
        errors = List.copyOf(errors);
    }

    public static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of());
    }

    public static Problem badField(int status, String pointer, String detail) {
        return new Problem(
                status, "The request has a field that cannot be accepted", List.of(new FieldError(pointer, detail)));
    }

    /** The problem as a JSON document. */
    public String toJson() {
        ObjectNode document = JSON.createObjectNode();
        document.put("type", "about:blank");
        document.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        document.put("status", status);
        document.put("detail", detail);
        if (!errors.isEmpty()) {
            ArrayNode list = document.putArray("errors");
            errors.forEach(
                    error -> list.addObject().put("pointer", error.pointer()).put("detail", error.detail()));
        }
        return document.toString();
    }

    /** Reads a problem that {@link #toJson} wrote. */
    static Problem parse(String json) {
        try {
            JsonNode document = JSON.readTree(json);
            List<FieldError> errors = new ArrayList<>();
            document.path("errors")
                    .forEach(error -> errors.add(new FieldError(
                            error.path("pointer").asText(), error.path("detail").asText())));
            return new Problem(
                    document.path("status").asInt(), document.path("detail").asText(), errors);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }
}
