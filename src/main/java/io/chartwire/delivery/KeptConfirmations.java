package io.chartwire.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.socket.Confirmations;
import io.chartwire.socket.Event;
import io.chartwire.socket.EventHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * Keeps who confirmed what; an event counts only for a person who may hear it, and closes a critical one only for a person who may
 * do so over REST. A person who may not is not told the difference, which would say which event is critical.
 */
public final class KeptConfirmations implements Confirmations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CRITICAL_EVENTS = "critical-events";
    private static final String ACKNOWLEDGE = "critical-events-acknowledge-critical-event";

    private final EventHistory history;
    private final Supplier<Audiences> audiences;
    private final DeliveryRoutes routes;

    public KeptConfirmations(EventHistory history, Supplier<Audiences> audiences, CamelContext context) {
        this.history = history;
        this.audiences = audiences;
        this.routes = new DeliveryRoutes(context);
    }

    @Override
    public List<String> confirm(Identity person, List<String> ids, String remote) throws Exception {
        List<String> heard = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String id : ids) {
            (mayHaveHeard(person, id) ? heard : unknown).add(id);
        }
        if (!heard.isEmpty()) {
            routes.run(
                    "direct:deliveries-confirm-events",
                    Map.of(
                            "tenant", person.tenant().value(),
                            "actor", person.subject(),
                            "actorName", person.name(),
                            "caller", caller(person, remote),
                            "request", request(person, heard)));
        }
        return unknown;
    }

    private String request(Identity person, List<String> heard) {
        ObjectNode request = JSON.createObjectNode();
        heard.forEach(request.putArray("events")::add);
        return request.put("acknowledges", audiences.get().mayCall(person, ACKNOWLEDGE, CRITICAL_EVENTS, true))
                .toString();
    }

    /** Who the audit log names. */
    private static String caller(Identity person, String remote) {
        return JSON.createObjectNode()
                .put("actor", person.subject())
                .put("action", "sockets-confirm")
                .put("remote", remote)
                .toString();
    }

    private boolean mayHaveHeard(Identity person, String id) throws Exception {
        Optional<Event> event = history.event(person.tenant(), id);
        if (event.isPresent()) {
            return event.get().mayBeHeardBy(person, audiences.get());
        }
        String kept = routes.run(
                "direct:deliveries-read-delivery",
                Map.of("tenant", person.tenant().value(), "event", id));
        if (kept == null) {
            return false;
        }
        JsonNode delivery = JSON.readTree(kept);
        return audiences
                .get()
                .mayHear(
                        person,
                        delivery.path("event").asText(),
                        delivery.path("resource").asText());
    }
}
