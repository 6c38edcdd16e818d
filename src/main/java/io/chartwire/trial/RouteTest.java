package io.chartwire.trial;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A test of event routes: given a change, these events in this order and no others. Its file is described by
 * {@code routes/tests/schema.json}.
 */
public record RouteTest(String resource, String name, ObjectNode change, List<Expected> events) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** An event; {@code data} is all of its data, {@code includes} a part, and without either only the name counts. */
    record Expected(@JsonProperty(required = true) String event, ObjectNode data, ObjectNode includes) {}

    private record Case(
            @JsonProperty(required = true) String name,
            ObjectNode before,
            @JsonProperty(required = true) ObjectNode after,
            ObjectNode object,
            @JsonProperty(required = true) List<Expected> events) {
        Case {
            requireItems(events, "events must be a list of events; [] expects none");
        }
    }

    private record Suite(
            @JsonProperty(required = true) String resource,
            ObjectNode row,
            ObjectNode object,
            @JsonProperty(required = true) List<Case> tests) {
        Suite {
            requireItems(tests, "tests must be a list of tests");
        }

        RouteTest test(Case it) {
            ObjectNode before = it.before() == null ? null : GivenChange.row(row, it.before());
            ObjectNode after = GivenChange.row(row, it.after());
            ObjectNode joined = GivenChange.merged(object, it.object());
            return new RouteTest(
                    resource, it.name(), GivenChange.document(resource, before, after, joined), it.events());
        }
    }

    /**
     * The tests of a routes folder, file by file; none when it has no folder {@code tests}.
     *
     * @throws IllegalArgumentException when a file is not such tests; its message names file, line and what is wrong
     */
    public static List<RouteTest> in(Path routes) throws IOException {
        Path folder = routes.resolve("tests");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<RouteTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList()) {
                tests.addAll(read(file));
            }
        }
        return tests;
    }

    private static void requireItems(List<?> list, String sentence) {
        if (list == null || list.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(sentence);
        }
    }

    private static List<RouteTest> read(Path file) throws IOException {
        try {
            Suite suite = YAML.readValue(file.toFile(), Suite.class);
            return suite.tests().stream().map(suite::test).toList();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new IllegalArgumentException(file + ":" + line + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
