package io.chartwire.trial;

import java.util.List;

/**
 * How much of the event routes ran.
 *
 * @param nodes the nodes and branches that there are
 * @param missed those that did not run, by route and node id
 */
public record CoverageReport(int nodes, List<String> missed) {
    public CoverageReport {
        missed = List.copyOf(missed);
    }

    public int percent() {
        return nodes == 0 ? 100 : 100 * (nodes - missed.size()) / nodes;
    }
}
