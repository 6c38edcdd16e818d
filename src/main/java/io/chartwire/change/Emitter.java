package io.chartwire.change;

import io.chartwire.Gate;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Makes the events of changes: joins the names they carry, for all at once, and runs the routes of each. */
final class Emitter {
    private final ChangeLog log;
    private final EventRoutes routes;
    private final RecentEmissions recent;
    private final Gate gate;

    /**
     * @param gate closed while statements and routes are replaced, so that those of one batch belong together
     */
    Emitter(ChangeLog log, EventRoutes routes, RecentEmissions recent, Gate gate) {
        this.log = log;
        this.routes = routes;
        this.recent = recent;
        this.gate = gate;
    }

    /**
     * What became of each change, in their order.
     *
     * @throws SQLException when the database is away
     */
    List<EventRoutes.Outcome> emit(List<Change> changes) throws SQLException {
        gate.enter();
        try {
            List<EventRoutes.Outcome> outcomes = made(changes);
            outcomes.forEach(recent::keep);
            return outcomes;
        } finally {
            gate.leave();
        }
    }

    private List<EventRoutes.Outcome> made(List<Change> changes) throws SQLException {
        Map<Change, Exception> broken = log.enrich(changes.stream()
                .filter(change -> change.unreadable() == null && routes.knows(change.feature()))
                .toList());
        return changes.stream()
                .map(change -> broken.containsKey(change)
                        ? EventRoutes.Outcome.failed(
                                change, broken.get(change), change.feature() + "/enrich-" + change.feature())
                        : routed(change))
                .toList();
    }

    private EventRoutes.Outcome routed(Change change) {
        try {
            return routes.route(change);
        } catch (RuntimeException e) {
            // What a route made may be what no frame can be; that is this change's failure alone.
            return EventRoutes.Outcome.failed(change, e, change.feature() + EventRoutes.ENTRY);
        }
    }
}
