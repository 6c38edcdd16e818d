package io.chartwire.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.identity.TenantId;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;

/** Runs dead letters through the current routes again, in the order of their changes. */
public final class DeadLetterReplay {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChangeLog log;
    private final EventRoutes routes;
    private final ChangeTail tail;

    DeadLetterReplay(ChangeLog log, EventRoutes routes, ChangeTail tail) {
        this.log = log;
        this.routes = routes;
        this.tail = tail;
    }

    /**
     * Replays; what succeeds goes to the sockets, with the ids that its events would have had.
     *
     * @param letters a JSON array of {@code {id, seq, tenant, resource, entityId, change}}; null for none
     * @return a JSON array of {@code {id, error?}}
     * @throws SQLException when the database is away
     */
    public String replay(@Body String letters) throws JsonProcessingException, SQLException {
        ArrayNode results = JSON.createArrayNode();
        if (letters == null) {
            return results.toString();
        }
        for (JsonNode letter : JSON.readTree(letters)) {
            Change change = change(letter);
            Map<Change, Exception> broken = log.enrich(List.of(change));
            EventRoutes.Outcome outcome = broken.isEmpty() ? routes.route(change) : null;
            Exception failure = outcome == null ? broken.get(change) : outcome.failure();
            ObjectNode result = results.addObject().put("id", letter.path("id").asText());
            if (failure == null) {
                tail.redeliver(change.tenant(), outcome.emission());
            } else {
                result.put("error", DeadLetters.describe(failure));
            }
        }
        return results.toString();
    }

    private static Change change(JsonNode letter) {
        ObjectNode document = (ObjectNode) letter.path("change");
        return new Change(
                letter.path("seq").asLong(),
                new TenantId(letter.path("tenant").asText()),
                letter.path("resource").asText(),
                letter.path("entityId").asText(),
                document.path("xid").asLong(),
                document.path("loggedAt").asText(),
                document);
    }
}
