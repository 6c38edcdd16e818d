package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;

/** Writes fields that have a value, and leaves out those that have none. */
record JsonFields(ObjectNode json) {

    void put(String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    void put(String name, Optional<String> value) {
        value.ifPresent(present -> put(name, present));
    }

    /** An array, empty when there is nothing in it. */
    void put(String name, Collection<String> values) {
        ArrayNode array = json.putArray(name);
        values.forEach(array::add);
    }
}
