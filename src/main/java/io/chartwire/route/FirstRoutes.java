package io.chartwire.route;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The set that a hub starts with: what its folder holds, or the last set that ran where that cannot run.
 *
 * <p>A hub that starts again at night, after somebody left a half-done change in the folder, then serves as it did before.
 *
 * @param problems why it is not what the folder holds; empty when it is
 */
public record FirstRoutes(RouteSet set, List<Problem> problems) {
    private static final Logger LOG = LoggerFactory.getLogger(FirstRoutes.class);

    /**
     * Checks what the folder holds, unless that ran last, and makes its tables.
     *
     * @throws BrokenRoutesException when it cannot run and there is no earlier set that can
     */
    public static FirstRoutes choose(RouteSet folder, RouteCheck check, DatabaseCheck database, RouteHistory history)
            throws IOException, SQLException, BrokenRoutesException {
        List<RouteHistory.Version> versions = history.versions();
        boolean ranLast = !versions.isEmpty() && versions.get(0).hash().equals(folder.hash());
        List<Problem> problems = ranLast ? database.tables(folder) : problems(folder, check, database);
        if (problems.isEmpty()) {
            return new FirstRoutes(folder, List.of());
        }
        for (RouteHistory.Version earlier : versions) {
            RouteSet before = history.set(earlier);
            if (!before.hash().equals(folder.hash())
                    && problems(before, check, database).isEmpty()) {
                LOG.error(
                        "The routes' folder has {} problems; the hub starts with the routes of {}",
                        problems.size(),
                        earlier.appliedAt());
                problems.forEach(problem -> LOG.error("  {}", problem));
                return new FirstRoutes(before, problems);
            }
        }
        throw new BrokenRoutesException(problems);
    }

    private static List<Problem> problems(RouteSet set, RouteCheck check, DatabaseCheck database)
            throws IOException, SQLException {
        List<Problem> problems = check.problems(set);
        return problems.isEmpty() ? database.problems(set) : problems;
    }

    /** Why these routes did not start: what a check says, or else what they failed with. */
    public Exception explained(Exception failure, RouteCheck check) {
        List<Problem> found = check.problems(set);
        return found.isEmpty() ? failure : new BrokenRoutesException(found);
    }
}
