package io.chartwire.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chartwire.change.Events;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a person needs to see why events are not those that a test expects. */
final class Differences {
    private static final JsonNode ABSENT = JsonNodeFactory.instance.missingNode();

    private final List<String> lines = new ArrayList<>();

    private Differences() {}

    /** A line for each difference; none when the events are as expected. */
    static List<String> between(List<RouteTest.Expected> expected, List<Events.Made> made) {
        List<String> names = expected.stream().map(RouteTest.Expected::event).toList();
        List<String> madeNames = made.stream().map(Events.Made::name).toList();
        if (!names.equals(madeNames)) {
            return List.of("expected " + list(names), "but got  " + list(madeNames));
        }
        Differences differences = new Differences();
        for (int index = 0; index < names.size(); index++) {
            RouteTest.Expected wanted = expected.get(index);
            JsonNode data = made.get(index).data();
            if (wanted.data() != null) {
                differences.compare(wanted.event(), wanted.data(), data, true);
            } else if (wanted.includes() != null) {
                differences.compare(wanted.event(), wanted.includes(), data, false);
            }
        }
        return differences.lines;
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "no events" : names.stream().collect(Collectors.joining(", "));
    }

    private void compare(String at, JsonNode expected, JsonNode actual, boolean exactly) {
        if (expected.isObject() && actual.isObject()) {
            Set<String> fields = new LinkedHashSet<>();
            expected.fieldNames().forEachRemaining(fields::add);
            if (exactly) {
                actual.fieldNames().forEachRemaining(fields::add);
            }
            fields.forEach(field ->
                    compare(at + "/" + field, orAbsent(expected.get(field)), orAbsent(actual.get(field)), exactly));
        } else if (!same(expected, actual)) {
            lines.add(at + ": expected " + shown(expected) + " but got " + shown(actual));
        }
    }

    /** Numbers are the same when their values are: 1 and 1.0, whatever made them. */
    private static boolean same(JsonNode expected, JsonNode actual) {
        return expected.isNumber() && actual.isNumber()
                ? expected.decimalValue().compareTo(actual.decimalValue()) == 0
                : expected.equals(actual);
    }

    private static JsonNode orAbsent(JsonNode value) {
        return value == null ? ABSENT : value;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.toString();
    }
}
