package io.chartwire.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.change.DryRun;
import io.chartwire.change.Events;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** The event routes of a folder, ready to be tried. */
public final class EventTrial implements AutoCloseable {
    private final Coverage coverage = new Coverage();
    private final CamelContext context;
    private final DryRun routes;

    /** Starts the routes of a folder. */
    public EventTrial(Path folder) throws Exception {
        context = new DefaultCamelContext();
        context.getCamelContextExtension().addInterceptStrategy(coverage);
        context.getRegistry().bind("events", new Events());
        context.getComponent("kamelet", KameletComponent.class).setNoErrorHandler(true);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path f : files.filter(it -> it.toString()
                            .matches(".*(config/(event|caller)-errors|templates/event|/events/.*)[.]camel.yaml"))
                    .sorted()
                    .toList()) {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("file:" + f));
            }
        }
        context.start();
        routes = new DryRun(context);
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
        return routes.events(resource, GivenChange.document(resource, before, after, object));
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

    /** What has run so far of the event routes, and what has not. */
    public CoverageReport coverage() {
        return coverage.report(context, DryRun.ENTRY);
    }

    @Override
    public void close() {
        context.stop();
    }
}
