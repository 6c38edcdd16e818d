package io.chartwire.route;

import java.io.IOException;
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
     * Checks what the folder holds, unless that ran before.
     *
     * @throws BrokenRoutesException when it cannot run and there is no earlier set that can
     */
    public static FirstRoutes choose(RouteSet folder, RouteCheck check, RouteHistory history)
            throws IOException, BrokenRoutesException {
        List<RouteHistory.Version> versions = history.versions();
        if (!versions.isEmpty() && versions.get(0).hash().equals(folder.hash())) {
            return new FirstRoutes(folder, List.of());
        }
        List<Problem> problems = check.problems(folder);
        if (problems.isEmpty()) {
            return new FirstRoutes(folder, List.of());
        }
        if (!versions.isEmpty()) {
            RouteHistory.Version last = versions.get(0);
            RouteSet before = history.set(last);
            if (check.problems(before).isEmpty()) {
                LOG.error(
                        "The routes' folder has {} problems; the hub starts with the routes of {}",
                        problems.size(),
                        last.appliedAt());
                problems.forEach(problem -> LOG.error("  {}", problem));
                return new FirstRoutes(before, problems);
            }
        }
        throw new BrokenRoutesException(problems);
    }

    /** Why these routes did not start: what a check says, or else what they failed with. */
    public Exception explained(Exception failure, RouteCheck check) {
        List<Problem> found = check.problems(set);
        return found.isEmpty() ? failure : new BrokenRoutesException(found);
    }
}
