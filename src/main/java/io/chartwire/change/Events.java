package io.chartwire.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Variable;

/** What the step {@code kamelet:event} calls: it collects the events that the routes make of one change. */
public final class Events {

    /** An event as a route made it; {@code data} has no timestamp yet. */
    public record Made(String name, JsonNode data) {}

    /** The events of one change, in the order of the route's steps. */
    public static final class Collected {
        private final List<Made> made = new ArrayList<>();

        List<Made> made() {
            return made;
        }

        @Override
        public String toString() {
            return made.size() + " events";
        }
    }

    /**
     * Adds an event to those of the change that the exchange carries.
     *
     * @throws IllegalArgumentException when {@code data} is no JSON object
     */
    public void emit(
            @Variable("event") String name, @Variable("data") JsonNode data, @Variable("events") Collected events) {
        if (data == null || !data.isObject()) {
            throw new IllegalArgumentException("The data of " + name + " is not an object");
        }
        events.made().add(new Made(name, data));
    }
}
