package io.chartwire.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.delivery.CriticalRules;
import java.util.List;
import org.apache.camel.CamelContext;

/** Lets event routes make events of a change that nobody committed. */
public final class DryRun {
    /** How the id of a route ends that takes in the changes of a resource. */
    public static final String ENTRY = EventRoutes.ENTRY;

    private final EventRoutes routes;

    /** Runs the routes of a context, which must be started and have {@link Events} as {@code events}. */
    public DryRun(CamelContext context) {
        this.routes = new EventRoutes(context, () -> CriticalRules.NONE);
    }

    /**
     * The events of a change, in order.
     *
     * @param resource as in paths, such as {@code prior-auths}
     * @param change {@code op}, {@code before}, {@code after} and {@code object}, as event routes see it
     * @throws IllegalArgumentException when no route takes in the changes of the resource
     * @throws Exception what a route failed with
     */
    public List<Events.Made> events(String resource, ObjectNode change) throws Exception {
        if (!routes.knows(resource)) {
            throw new IllegalArgumentException("There is no route " + resource + ENTRY);
        }
        Events.Collected collected = new Events.Collected();
        Exception failure = routes.run(resource, change, collected).getException();
        if (!collected.failed().isEmpty()) {
            throw collected.failed().get(0).failure();
        }
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(collected.made());
    }
}
