package io.chartwire.route;

import io.chartwire.Gate;
import io.chartwire.database.SqlFiles;
import io.chartwire.database.SqlFunction;
import io.chartwire.rest.TransitionsFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NamedRoute;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The set that a Camel context runs, and how the next one takes its place.
 *
 * <p>Whatever enters the hub goes through the {@link Gate}. It is closed when nobody is inside, for as long as it takes to replace
 * the routes that changed and the documents beside them; what arrives meanwhile waits, and then meets the new set as a whole.
 * Routes that clients are connected to stay as they are until the hub is started again.
 */
public final class LiveRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
    private static final int PAUSE_MILLIS = 100;

    private final Gate gate;
    private final ReentrantLock replacing = new ReentrantLock();
    private final Map<String, RouteState> running = new LinkedHashMap<>();
    private volatile RouteSet set;
    private volatile Definitions definitions;
    private CamelContext context;

    /**
     * @param set the first set, which has no problems
     */
    public LiveRoutes(RouteSet set, Gate gate) {
        this.gate = gate;
        take(set, Definitions.of(set));
    }

    /** The documents of the set that runs. */
    public Definitions definitions() {
        return definitions;
    }

    /** The set that runs. */
    public RouteSet set() {
        return set;
    }

    /** The statements of the set that runs, whichever that is when one is asked for. */
    public SqlFiles statements() {
        return new SqlFiles(() -> set.statements());
    }

    /** Gives a context, which does not run yet, the routes of the first set. */
    public void load(CamelContext camel) throws Exception {
        context = camel;
        context.addComponent("direct", new LiveDirectComponent());
        context.getPropertiesComponent().addPropertiesFunction(new SqlFunction(statements()));
        context.getPropertiesComponent()
                .addPropertiesFunction(new TransitionsFunction(() -> definitions.transitions()));
        context.addRoutePolicyFactory((it, id, route) -> passesGate((NamedRoute) route) ? new GatedRoute(gate) : null);
        CamelFiles files = new CamelFiles(context);
        for (RouteFile file : set.routeFiles()) {
            files.read(file);
        }
        for (String id : files.ids()) {
            files.add(id);
        }
        running.putAll(RouteState.of(set));
    }

    /** The gate stayed occupied; nothing has changed, and another time will do. */
    static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What of a set must wait for the hub to be started again, because clients are connected to it; the rest is applied without.
     */
    List<Problem> waiting(RouteSet next) {
        Map<String, RouteState> states = RouteState.of(next);
        return changedDoors(states)
                .map(id -> {
                    RouteState at = states.getOrDefault(id, running.get(id));
                    String what = states.containsKey(id) ? "changed" : "was removed";
                    return new Problem(
                            at.file(),
                            at.line(),
                            "Route " + id + " " + what + ", and clients are connected to it:"
                                    + " this takes effect when the hub is started again");
                })
                .toList();
    }

    /** What a route that stays until the hub is started again calls, and a set no longer has. */
    List<Problem> missing(RouteSet next) {
        Map<String, RouteState> states = RouteState.of(next);
        Set<String> listening = states.values().stream().map(RouteState::from).collect(Collectors.toSet());
        return changedDoors(states)
                .flatMap(id -> running.get(id).calls().stream()
                        .filter(call -> !listening.contains(call))
                        .map(call -> {
                            RouteState at = states.getOrDefault(id, running.get(id));
                            return new Problem(
                                    at.file(),
                                    at.line(),
                                    "Route " + id + " runs on as it was until the hub is started again, and calls "
                                            + call + ": keep that route until then");
                        }))
                .toList();
    }

    /**
     * Puts a set in the place of the one that runs.
     *
     * @param patienceMillis how long to keep what arrives waiting for what is in flight
     * @throws Busy when what is in flight took longer
     * @throws Exception when the set did not start; the one before runs again
     */
    void apply(RouteSet next, long patienceMillis) throws Exception {
        RouteSet before = set;
        Definitions documents = Definitions.of(next);
        replacing.lock();
        try {
            replace(next, documents, patienceMillis);
        } catch (Busy e) {
            throw e;
        } catch (Throwable e) {
            LOG.error("The routes did not take; those before run on", e);
            putBack(before, patienceMillis);
            throw e;
        } finally {
            replacing.unlock();
        }
    }

    /** However long it takes; but nobody waits at the gate for longer than for any other edit. */
    private void putBack(RouteSet before, long patienceMillis) throws Exception {
        while (true) {
            try {
                replace(before, Definitions.of(before), patienceMillis);
                return;
            } catch (Busy e) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** The routes of the set that do not run, although nobody is replacing them. */
    public List<String> stopped() {
        if (!replacing.tryLock()) {
            return List.of();
        }
        try {
            return running.keySet().stream().filter(id -> !runs(id)).toList();
        } finally {
            replacing.unlock();
        }
    }

    private boolean runs(String id) {
        return context.getRouteController().getRouteStatus(id) == ServiceStatus.Started;
    }

    private void replace(RouteSet next, Definitions documents, long patienceMillis) throws Exception {
        Map<String, RouteState> states = RouteState.of(next);
        // What takes in from outside is stopped before the gate closes: an exchange of its own would wait there for
        // ever.
        List<String> outside = replaced(states).stream()
                .filter(id -> !running.get(id).isInner() && runs(id))
                .toList();
        for (String id : outside) {
            context.getRouteController().stopRoute(id);
        }
        if (!gate.close(patienceMillis)) {
            for (String id : outside) {
                context.getRouteController().startRoute(id);
            }
            throw new Busy();
        }
        RouteSet before = set;
        CamelFiles files;
        try {
            files = replaceInner(next, documents);
        } catch (Throwable e) {
            // Before anybody is let in: a change whose routes are not there would be taken for one without events.
            replaceInner(before, Definitions.of(before));
            throw e;
        } finally {
            gate.open();
        }
        for (String id : added(states)) {
            add(id, files, states);
        }
    }

    /** Replaces what is reached by way of the gate, which is closed; what takes in from outside has still to be added. */
    private CamelFiles replaceInner(RouteSet next, Definitions documents) throws Exception {
        Map<String, RouteState> states = RouteState.of(next);
        for (String id : replaced(states)) {
            remove(id);
        }
        removeOrphans();
        removeShared(set);
        take(next, documents);
        CamelFiles files = new CamelFiles(context);
        List<String> young = added(states);
        for (RouteFile file : needed(next, young)) {
            files.read(file);
        }
        for (String id : young) {
            if (states.get(id).isInner()) {
                add(id, files, states);
            }
        }
        return files;
    }

    /** The routes that are there and that a set has otherwise or no more; clients stay connected to those of theirs that run. */
    private List<String> replaced(Map<String, RouteState> states) {
        return running.entrySet().stream()
                .filter(it -> !it.getValue().isDoor() || !runs(it.getKey()))
                .filter(it -> !states.containsKey(it.getKey())
                        || !states.get(it.getKey()).hash().equals(it.getValue().hash()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> added(Map<String, RouteState> states) {
        return states.keySet().stream().filter(id -> !running.containsKey(id)).toList();
    }

    /** The files with one of these routes, or with what routes share. */
    private static List<RouteFile> needed(RouteSet set, List<String> routes) {
        Set<String> paths = RouteFiles.of(set).entries().stream()
                .filter(entry -> !entry.isRoute() || routes.contains(entry.id()))
                .map(RouteFiles.Entry::file)
                .collect(Collectors.toSet());
        return set.routeFiles().stream()
                .filter(file -> paths.contains(file.path()))
                .toList();
    }

    private void take(RouteSet next, Definitions documents) {
        set = next;
        definitions = documents;
    }

    private void add(String id, CamelFiles files, Map<String, RouteState> states) throws Exception {
        // Noted first, so that what stops half-way is removed again.
        running.put(id, states.get(id));
        try {
            files.add(id);
        } catch (Exception e) {
            // What an endpoint throws, a taken port for one, does not say whose it is.
            throw new FailedToStartRouteException(id, e.getMessage(), e);
        }
    }

    private void remove(String id) throws Exception {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        RouteDefinition definition = model.getRouteDefinition(id);
        if (definition != null) {
            model.removeRouteDefinition(definition);
        }
        running.remove(id);
    }

    private void removeShared(RouteSet old) throws Exception {
        CamelFiles shared = new CamelFiles(context);
        for (RouteFiles.Entry entry : RouteFiles.of(old).entries()) {
            if (entry.kind().equals("routeTemplate")) {
                shared.removeTemplate(entry.id());
            } else if (entry.kind().equals("routeConfiguration")) {
                shared.removeConfiguration(entry.id());
            }
        }
    }

    /** Removes the routes that Kamelet steps made, where no step is left that leads to them. */
    private void removeOrphans() throws Exception {
        List<String> orphans = orphans();
        while (!orphans.isEmpty()) {
            for (String id : orphans) {
                remove(id);
            }
            orphans = orphans();
        }
    }

    private List<String> orphans() {
        Set<String> led = new LinkedHashSet<>();
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof KameletEndpoint step
                    && !step.getEndpointUri().matches("kamelet:/*(source|sink).*")) {
                led.add(step.getRouteId());
            }
        }
        List<String> orphans = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            if (route.isCreatedByKamelet() && !led.contains(route.getRouteId())) {
                orphans.add(route.getRouteId());
            }
        }
        return orphans;
    }

    private Stream<String> changedDoors(Map<String, RouteState> states) {
        return running.entrySet().stream()
                .filter(it -> it.getValue().isDoor())
                .filter(it -> !states.containsKey(it.getKey())
                        || !states.get(it.getKey()).hash().equals(it.getValue().hash()))
                .map(Map.Entry::getKey);
    }

    /** A delivery's events were made inside, and its attempts may take minutes; one that an edit cuts off is tried again. */
    private static boolean passesGate(NamedRoute route) {
        return !route.getEndpointUrl().matches("(direct|kamelet|subscription):.*");
    }
}
