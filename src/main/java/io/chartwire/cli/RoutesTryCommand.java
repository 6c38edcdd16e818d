package io.chartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.Settings;
import io.chartwire.change.Events;
import io.chartwire.route.Problem;
import io.chartwire.trial.EventTrial;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the events that a change would cause. */
@Command(
        name = "try",
        description = {
            "Print the events that a change of a row would cause, one a line, with no database.",
            "The files hold rows as stored, as JSON: {\"id\":\"c1\",\"status\":\"denied\",\"denial_reason\":\"CO-50\"}.",
            "A column may also be written as REST has it: denialReason."
        },
        mixinStandardHelpOptions = true)
final class RoutesTryCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "RESOURCE", description = "The resource, as in paths: claims, prior-auths.")
    private String resource;

    @Option(names = "--before", paramLabel = "FILE", description = "The row before; left out for an insert.")
    private Path before;

    @Option(names = "--after", paramLabel = "FILE", required = true, description = "The row after.")
    private Path after;

    @Option(
            names = "--object",
            paramLabel = "FILE",
            description = "Fields of the joined object, such as patientName; the others are the row's, in camelCase.")
    private Path object;

    @Option(names = "--routes", paramLabel = "DIR", description = "Folder of the routes.")
    private String routes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path folder = Settings.load(routes == null ? Map.of() : Map.of("chartwire.routes", routes))
                .routes();
        PrintWriter err = spec.commandLine().getErr();
        try (EventTrial trial = new EventTrial(folder)) {
            List<Problem> problems = trial.problems();
            problems.forEach(err::println);
            List<Events.Made> events = events(trial);
            if (events.isEmpty()) {
                err.println("The change causes no event");
            }
            for (Events.Made event : events) {
                ObjectNode line = JSON.createObjectNode().put("event", event.name());
                line.set("data", event.data());
                spec.commandLine().getOut().println(line);
            }
            return problems.isEmpty() ? 0 : 1;
        }
    }

    private List<Events.Made> events(EventTrial trial) throws IOException {
        try {
            return trial.events(resource, read(before), read(after), read(object));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("No events of " + resource + ": " + e.getMessage(), e);
        }
    }

    private static ObjectNode read(Path file) throws IOException {
        if (file == null) {
            return null;
        }
        try {
            JsonNode row = JSON.readTree(file.toFile());
            if (row instanceof ObjectNode fields) {
                return fields;
            }
            throw new IllegalArgumentException(file + " is not a JSON object");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("There is no file " + file, e);
        }
    }
}
