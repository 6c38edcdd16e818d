package io.chartwire.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.Inspection;
import io.chartwire.database.SqlFunction;
import io.chartwire.rest.Transitions;
import io.chartwire.rest.TransitionsFunction;
import io.chartwire.route.RouteFiles.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.netty.NettyComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.DefaultRegistry;

/**
 * A Camel context of its own that runs the routes of a set with their edges stubbed: what leaves the hub, or comes in from outside,
 * goes nowhere, and neither port nor database nor file is touched.
 *
 * <p>Endpoints are created by their real components before they are stubbed, so a wrong option is found as it would be live. One
 * route that does not start does not hide what is wrong with the next.
 */
public final class ScratchContext implements AutoCloseable {
    private final RouteFiles files;
    private final DefaultCamelContext context;
    private final List<Problem> problems = new ArrayList<>();

    private ScratchContext(RouteFiles files, BeanRepository beans) {
        this.files = files;
        this.context = new DefaultCamelContext(new DefaultRegistry(beans));
        // Beans of JMX for every step take longer than the routes themselves.
        this.context.disableJMX();
    }

    /**
     * Starts the routes of a set.
     *
     * @param beans what routes name by {@code #} or {@code ref}
     * @param properties what routes name by {@code {{…}}}
     */
    public static ScratchContext start(RouteSet set, BeanRepository beans, Properties properties) {
        return start(set, beans, properties, (context, node, target, next) -> target);
    }

    /** As the other, with a look at each step of the routes. */
    public static ScratchContext start(
            RouteSet set, BeanRepository beans, Properties properties, InterceptStrategy steps) {
        ScratchContext scratch = new ScratchContext(RouteFiles.of(set), beans);
        try {
            scratch.prepare(set, properties, steps);
            scratch.load(set);
            return scratch;
        } catch (Exception e) {
            scratch.close();
            throw new IllegalStateException("The routes could not be tried", e);
        }
    }

    /** What is wrong with the routes, in the order of their files; empty when all run. */
    public List<Problem> problems() {
        return Stream.concat(files.problems().stream(), problems.stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The context with the routes that run. */
    public CamelContext context() {
        return context;
    }

    @Override
    public void close() {
        context.stop();
    }

    private void prepare(RouteSet set, Properties properties, InterceptStrategy steps) {
        context.getCamelContextExtension().setName("scratch");
        Inspection.disconnect(context);
        context.getInflightRepository().setInflightBrowseEnabled(false);
        context.getShutdownStrategy().setTimeout(1);
        context.getPropertiesComponent().setInitialProperties(properties);
        context.getPropertiesComponent().addPropertiesFunction(new SqlFunction(set.statements()));
        Transitions transitions = transitions(set);
        context.getPropertiesComponent().addPropertiesFunction(new TransitionsFunction(() -> transitions));
        context.getCamelContextExtension().addInterceptStrategy(steps);
        context.getCamelContextExtension().registerEndpointCallback(new StubbedEdges());
        context.getComponent("kamelet", KameletComponent.class).setNoErrorHandler(true);
        context.getComponent("platform-http", PlatformHttpComponent.class).setEngine(StubbedEdges.ENGINE);
        context.getComponent("netty", NettyComponent.class).getConfiguration().setUsingExecutorService(false);
        context.addComponent("vertx-websocket", new StubbedEdges.Websockets());
    }

    /** The transitions, or none where they cannot be read, which {@link Definitions} tells. */
    private static Transitions transitions(RouteSet set) {
        try {
            return Transitions.parse(set.text(Definitions.TRANSITIONS).orElse("{}"));
        } catch (JsonProcessingException e) {
            return Transitions.none();
        }
    }

    /** What routes share first, then one route after the other, so that each fails by itself. */
    private void load(RouteSet set) {
        context.start();
        CamelFiles camel = new CamelFiles(context);
        for (RouteFile file : set.routeFiles()) {
            if (files.documents().containsKey(file.path())) {
                attempt(file.path(), () -> camel.read(file));
            }
        }
        for (String id : camel.ids()) {
            String file = files.route(id).map(Entry::file).orElse("");
            attempt(file, () -> camel.add(id));
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void attempt(String file, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            problems.add(Failure.of(e).in(file, files));
        }
    }
}
