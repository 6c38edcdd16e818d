package io.chartwire.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.Settings;
import io.chartwire.StepObjects;
import io.chartwire.change.DryRun;
import io.chartwire.change.Events;
import io.chartwire.route.Problem;
import io.chartwire.route.RouteSet;
import io.chartwire.route.ScratchContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The event routes of a folder, ready to be tried. */
public final class EventTrial implements AutoCloseable {
    private final Coverage coverage = new Coverage();
    private final ScratchContext scratch;
    private final DryRun routes;

    /** Starts the routes of a folder, with their edges stubbed. */
    public EventTrial(Path folder) throws IOException {
        scratch = ScratchContext.start(
                RouteSet.read(folder),
                StepObjects.unconnected(),
                Settings.load(Map.of()).properties(),
                coverage);
        routes = new DryRun(scratch.context());
    }

    /**
     * The events that a change would cause, in order.
     *
     * @param before the row before; null for an insert
     * @param object fields of the joined object that are not columns of {@code after}; null for none
     * @throws Exception what a route failed with
     */
    public List<Events.Made> events(String resource, ObjectNode before, ObjectNode after, ObjectNode object)
            throws Exception {
        ObjectNode old = before == null ? null : GivenChange.row(null, before);
        return routes.events(resource, GivenChange.document(resource, old, GivenChange.row(null, after), object));
    }

    /** Runs a test; a line for each difference, none when all is as it expects. */
    public List<String> run(RouteTest test) {
        try {
            return Differences.between(
                    test.events(), routes.events(test.resource(), test.change().deepCopy()));
        } catch (Exception e) {
            return List.of("failed: " + e.getMessage());
        }
    }

    /** What is wrong with the routes of the folder, also with those that no test is about. */
    public List<Problem> problems() {
        return scratch.problems();
    }

    /** What has run so far of the event routes, and what has not. */
    public CoverageReport coverage() {
        return coverage.report(scratch.context(), DryRun.ENTRY);
    }

    @Override
    public void close() {
        scratch.close();
    }
}
