package io.chartwire.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.spi.BeanRepository;

/** Finds what is wrong with a set before it runs, without a database; {@link DatabaseCheck} finds the rest. */
public final class RouteCheck {
    /** The exchange variables that the hub and its shipped routes set. */
    public static final Set<String> VARIABLES = Variables.OF_THE_HUB;

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

    /** What is wrong with a set, in the order of its files; empty when a database may be asked. */
    public List<Problem> problems(RouteSet set) {
        RouteFiles files = RouteFiles.of(set);
        Documents documents = new Documents(set);
        List<Problem> problems = new ArrayList<>(files.problems());
        problems.addAll(Definitions.problems(set));
        problems.addAll(Subscriptions.problems(files));
        problems.addAll(documents.problems(files));
        if (documents.areRead()) {
            problems.addAll(RouteRules.problems(set, files, documents));
        }
        if (!problems.isEmpty()) {
            // Camel would say the same of it again, in other words.
            return problems.stream().distinct().sorted().toList();
        }
        try (ScratchContext scratch = ScratchContext.start(set, beans, properties)) {
            problems.addAll(scratch.problems());
        }
        return problems.stream().distinct().sorted().toList();
    }
}
