package io.chartwire.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;

/** What the step {@code kamelet:event} calls: it collects the events that the routes make of one change. */
public final class Events {
    private static final String NONE = "none";

    /**
     * An event as a route made it.
     *
     * @param place among the events of its change, those counted that failed
     * @param data without a timestamp yet
     * @param audience the roles that alone are to hear it; empty for all that may
     */
    public record Made(int place, String name, JsonNode data, Set<String> audience) {}

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
     * @param audience the field of the data with the roles that alone are to hear it; {@code none} for all that may
     * @throws IllegalArgumentException when {@code data} is no JSON object, or names no roles where it is to
     */
    public void emit(
            @Variable("event") String name,
            @Variable("data") JsonNode data,
            @Variable("audience") String audience,
            @Variable("events") Collected events) {
        if (data == null || !data.isObject()) {
            throw new IllegalArgumentException("The data of " + name + " is not an object");
        }
        Set<String> roles = NONE.equals(audience) ? Set.of() : roles(name, data.path(audience));
        events.made().add(new Made(events.place(), name, data, roles));
    }

    private static Set<String> roles(String name, JsonNode audience) {
        Set<String> roles = new HashSet<>();
        audience.forEach(role -> roles.add(role.asText()));
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("The data of " + name + " names no audience");
        }
        return roles;
    }

    /** Leaves the place of an event that could not be made; those behind it keep theirs, and so their ids. */
    public void fail(
            @Variable("event") String name,
            @ExchangeException Exception failure,
            @Variable("events") Collected events) {
        events.failed().add(new Failed(name, failure));
    }
}
