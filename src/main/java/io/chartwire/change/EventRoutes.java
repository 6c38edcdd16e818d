package io.chartwire.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.delivery.CriticalEvent;
import io.chartwire.delivery.CriticalRules;
import io.chartwire.socket.Emission;
import io.chartwire.socket.Event;
import io.chartwire.socket.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Lets the route of a change's resource, {@code direct:<feature>-route-events}, make events of it. */
final class EventRoutes {
    /** How the id of a route ends that takes in the changes of a resource. */
    static final String ENTRY = "-route-events";

    private final CamelContext context;
    private final Supplier<CriticalRules> rules;
    private final ProducerTemplate producer;

    EventRoutes(CamelContext context, Supplier<CriticalRules> rules) {
        this.context = context;
        this.rules = rules;
        this.producer = context.createProducerTemplate();
    }

    /**
     * What the routes made of a change.
     *
     * @param emission the events that could be made
     * @param critical those of them that a person must confirm, by their ids
     * @param failure why one could not, or a route; the first one, null when there is none
     * @param failedEvents the events that could not be made; empty when there is none, or when that is not known
     * @param failedAt the route or the statement that failed
     */
    record Outcome(
            Change change,
            Emission emission,
            Map<String, CriticalEvent> critical,
            Exception failure,
            List<String> failedEvents,
            String failedAt) {

        /** The event that was being made then; null when it was none. */
        String event() {
            return failedEvents.isEmpty() ? null : failedEvents.get(0);
        }

        /** Whether one of these events may be among those that could not be made. */
        boolean lacks(Set<String> events) {
            return failure != null
                    && (failedEvents.isEmpty() || failedEvents.stream().anyMatch(events::contains));
        }

        /** Whether it may succeed when it is tried again as it is. */
        boolean mayPass() {
            return change.unreadable() == null && Passing.mayPass(failure);
        }

        /** Of a change whose event a subscription could not deliver; null for none that could be made. */
        Outcome undelivered(String subscription, String event, Exception refused) {
            return new Outcome(
                    change, emission, critical, refused, event == null ? List.of() : List.of(event), subscription);
        }

        /** Of a change that never reached its route. */
        static Outcome failed(Change change, Exception failure, String failedAt) {
            return new Outcome(change, emissionOf(change, List.of()), Map.of(), failure, List.of(), failedAt);
        }
    }

    /** Runs the routes; a watched table without a route has no events. */
    Outcome route(Change change) {
        if (!knows(change.feature())) {
            return new Outcome(change, emissionOf(change, List.of()), Map.of(), null, List.of(), null);
        }
        if (change.unreadable() != null) {
            return Outcome.failed(change, change.unreadable(), change.feature() + ENTRY);
        }
        Events.Collected collected = new Events.Collected();
        Exchange exchange = run(change.feature(), change.document(), collected);
        Map<String, CriticalEvent> critical = new HashMap<>();
        List<Event> events = new ArrayList<>(collected.made().size());
        for (Events.Made made : collected.made()) {
            events.add(event(change, made, critical));
        }
        Emission emission = emissionOf(change, events);
        Exception failure = exchange.getException();
        if (!collected.failed().isEmpty()) {
            Events.Failed first = collected.failed().get(0);
            // A route that broke as well did not come to all of its events.
            List<String> failed = failure != null
                    ? List.of()
                    : collected.failed().stream().map(Events.Failed::name).toList();
            return new Outcome(change, emission, critical, first.failure(), failed, change.feature() + ENTRY);
        }
        return new Outcome(
                change, emission, critical, failure, List.of(), failure == null ? null : exchange.getFromRouteId());
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

    private Event event(Change change, Events.Made made, Map<String, CriticalEvent> critical) {
        String id = Position.event(change.original(), made.place()).token();
        // The routes' own object stays as it is; what is below its fields is shared and only read.
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.setAll((ObjectNode) made.data());
        data.put("timestamp", change.loggedAt());
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("id", id);
        frame.put("event", made.name());
        frame.put("tenant", change.tenant().value());
        rules.get().of(made.name(), change.document(), data).ifPresent(found -> {
            critical.put(id, found);
            frame.put("critical", true);
        });
        frame.set("data", data);
        return new Event(
                id, made.name(), change.feature(), change.tenant(), made.audience(), new Frame(frame.toString()));
    }

    private static Emission emissionOf(Change change, List<Event> events) {
        return new Emission(
                Position.event(change.seq(), Position.WHOLE_CHANGE).token(),
                change.seq(),
                change.transaction(),
                events);
    }
}
