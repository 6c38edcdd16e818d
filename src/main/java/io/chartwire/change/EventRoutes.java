package io.chartwire.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.socket.Emission;
import io.chartwire.socket.Event;
import io.chartwire.socket.Frame;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Lets the route of a change's resource, {@code direct:<feature>-route-events}, make events of it. */
final class EventRoutes {
    /** How the id of a route ends that takes in the changes of a resource. */
    static final String ENTRY = "-route-events";

    private final CamelContext context;
    private final ProducerTemplate producer;

    EventRoutes(CamelContext context) {
        this.context = context;
        this.producer = context.createProducerTemplate();
    }

    /**
     * What the routes made of a change.
     *
     * @param emission the events that could be made
     * @param failure why one could not, or a route; the first one, null when there is none
     * @param event the event that was being made then; null when it was none
     * @param failedAt the route or the statement that failed
     */
    record Outcome(Change change, Emission emission, Exception failure, String event, String failedAt) {

        /** Of a change whose event a subscription could not deliver; null for none that could be made. */
        Outcome undelivered(String subscription, String event, Exception refused) {
            return new Outcome(change, emission, refused, event, subscription);
        }

        /** Of a change that never reached its route. */
        static Outcome failed(Change change, Exception failure, String failedAt) {
            return new Outcome(change, emissionOf(change, List.of()), failure, null, failedAt);
        }
    }

    /** Runs the routes; a watched table without a route has no events. */
    Outcome route(Change change) {
        if (!knows(change.feature())) {
            return new Outcome(change, emissionOf(change, List.of()), null, null, null);
        }
        Events.Collected collected = new Events.Collected();
        Exchange exchange = run(change.feature(), change.document(), collected);
        Emission emission = emissionOf(change, collected.made());
        if (!collected.failed().isEmpty()) {
            Events.Failed first = collected.failed().get(0);
            return new Outcome(change, emission, first.failure(), first.name(), change.feature() + ENTRY);
        }
        Exception failure = exchange.getException();
        return new Outcome(change, emission, failure, null, failure == null ? null : exchange.getFromRouteId());
    }

    /** Whether there is a route for the changes of a resource. */
    boolean knows(String feature) {
        return context.getRoute(feature + ENTRY) != null;
    }

    /** Runs the route of a resource; its events come into {@code collected}, its failure is the exchange's. */
    Exchange run(String feature, ObjectNode document, Events.Collected collected) {
        return producer.send("direct:" + feature + ENTRY, prepared -> {
            prepared.getMessage().setBody(document);
            prepared.setVariable("events", collected);
        });
    }

    private static Emission emissionOf(Change change, List<Events.Made> made) {
        List<Event> events = new ArrayList<>(made.size());
        for (Events.Made it : made) {
            String id = Position.event(change.original(), it.place()).token();
            // The routes' own object stays as it is; what is below its fields is shared and only read.
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.setAll((ObjectNode) it.data());
            data.put("timestamp", change.loggedAt());
            ObjectNode frame = JsonNodeFactory.instance.objectNode();
            frame.put("id", id);
            frame.put("event", it.name());
            frame.put("tenant", change.tenant().value());
            frame.set("data", data);
            events.add(new Event(id, it.name(), change.feature(), change.tenant(), new Frame(frame.toString())));
        }
        return new Emission(
                Position.event(change.seq(), Position.WHOLE_CHANGE).token(),
                change.seq(),
                change.transaction(),
                events);
    }
}
