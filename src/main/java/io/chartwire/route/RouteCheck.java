package io.chartwire.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.spi.BeanRepository;

/** Finds all that is wrong with a set before it runs. */
public final class RouteCheck {
    private final BeanRepository beans;
    private final Properties properties;

    /**
     * @param beans what routes name by {@code #} or {@code ref}
     * @param properties what routes name by {@code {{…}}}
     */
    public RouteCheck(BeanRepository beans, Properties properties) {
        this.beans = beans;
        this.properties = properties;
    }

    /** What is wrong with a set, in the order of its files; empty when it can run. */
    public List<Problem> problems(RouteSet set) {
        RouteFiles files = RouteFiles.of(set);
        List<Problem> problems = new ArrayList<>(files.problems());
        problems.addAll(Definitions.problems(set));
        problems.addAll(Subscriptions.problems(files));
        try (ScratchContext scratch = ScratchContext.start(set, beans, properties)) {
            problems.addAll(scratch.problems());
        }
        return problems.stream().distinct().sorted().toList();
    }
}
