package io.chartwire.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.StoredJson;
import io.chartwire.identity.TenantId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;

/** Tries whether the current routes handle dead letters, in the order of their changes. */
public final class DeadLetterReplay {
    private static final ObjectMapper JSON = StoredJson.MAPPER;

    private final Emitter emitter;
    private final SubscriptionComponent subscriptions;

    DeadLetterReplay(Emitter emitter, SubscriptionComponent subscriptions) {
        this.emitter = emitter;
        this.subscriptions = subscriptions;
    }

    /** What keeps its order: an object for the sockets, and the same object for each subscription. */
    private record Lane(Change.ObjectKey object, String subscription) {}

    /**
     * Tries; a letter that succeeds is for the log, from which its events reach every socket with the ids that they would have
     * had, and one of a subscription has then been delivered by it. When one fails again, those behind it of the same object wait
     * for it.
     *
     * @param letters a JSON array of {@code {id, seq, tenant, resource, entityId, event, change}}, the change as text; null for none
     * @return a JSON array of {@code {id, error?}}
     * @throws SQLException when the database is away
     */
    public String replay(@Body String letters) throws JsonProcessingException, SQLException {
        ArrayNode results = JSON.createArrayNode();
        if (letters == null) {
            return results.toString();
        }
        Set<Lane> failed = new HashSet<>();
        for (JsonNode letter : JSON.readTree(letters)) {
            ObjectNode result =
                    JSON.createObjectNode().put("id", letter.path("id").asText());
            String error = attempt(letter, failed);
            if (error != null) {
                result.put("error", error);
            }
            results.add(result);
        }
        return results.toString();
    }

    /** What failed; null when nothing did. */
    private String attempt(JsonNode letter, Set<Lane> failed) throws SQLException {
        Change change;
        try {
            change = change(letter);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return DeadLetters.describe(e);
        }
        String subscription = change.document().path("subscription").textValue();
        Lane lane = new Lane(change.object(), subscription);
        if (failed.contains(lane)) {
            return "An earlier change of the same object failed again";
        }
        Exception failure = subscription == null
                ? attempt(change)
                : subscriptions.redeliver(
                        subscription, change, letter.path("event").textValue());
        if (failure == null) {
            return null;
        }
        failed.add(lane);
        return DeadLetters.describe(failure);
    }

    /** Why the current routes fail on a change; null when they do not. */
    Exception attempt(Change change) throws SQLException {
        return emitter.emit(List.of(change)).get(0).failure();
    }

    /** @throws JsonProcessingException when the change cannot be read */
    static Change change(JsonNode letter) throws JsonProcessingException {
        ObjectNode document = (ObjectNode) JSON.readTree(letter.path("change").asText());
        long seq = letter.path("seq").asLong();
        return new Change(
                seq,
                seq,
                new TenantId(letter.path("tenant").asText()),
                letter.path("resource").asText(),
                letter.path("entityId").asText(),
                0,
                document.path("loggedAt").asText(),
                document,
                null);
    }
}
