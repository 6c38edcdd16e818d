package io.chartwire.route;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.spi.BeanRepository;

/** Finds all that is wrong with a set before it runs. */
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

    /** What a database says of the statements of a set that has no problems otherwise. */
    public static List<Problem> problems(RouteSet set, DataSource database) throws SQLException {
        return StatementCheck.problems(set, database).stream()
                .distinct()
                .sorted()
                .toList();
    }

    /** What is wrong with a set without asking a database, in the order of its files; empty when it can run. */
    public List<Problem> problems(RouteSet set) {
        RouteFiles files = RouteFiles.of(set);
        Documents documents = new Documents(set);
        List<Problem> problems = new ArrayList<>(files.problems());
        problems.addAll(Definitions.problems(set));
        problems.addAll(Subscriptions.problems(files));
        problems.addAll(documents.problems(files));
        problems.addAll(RouteRules.problems(set, files, documents));
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
