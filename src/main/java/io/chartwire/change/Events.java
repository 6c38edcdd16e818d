package io.chartwire.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;

/** What the step {@code kamelet:event} calls: it collects the events that the routes make of one change. */
public final class Events {

    /**
     * An event as a route made it.
     *
     * @param place among the events of its change, those counted that failed
     * @param data without a timestamp yet
     */
    public record Made(int place, String name, JsonNode data) {}

    /** An event that could not be made. */
    record Failed(String name, Exception failure) {}

    /** The events of one change, in the order of the route's steps. */
    public static final class Collected {
        private final List<Made> made = new ArrayList<>();
        private final List<Failed> failed = new ArrayList<>();

        List<Made> made() {
            return made;
        }

        List<Failed> failed() {
            return failed;
        }

        private int place() {
            return made.size() + failed.size();
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
        events.made().add(new Made(events.place(), name, data));
    }

    /** Leaves the place of an event that could not be made; those behind it keep theirs, and so their ids. */
    public void fail(
            @Variable("event") String name,
            @ExchangeException Exception failure,
            @Variable("events") Collected events) {
        events.failed().add(new Failed(name, failure));
    }
}
