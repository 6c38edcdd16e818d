package io.chartwire.route;

import java.util.List;
import java.util.stream.Collectors;

/** There are no routes that a hub could start with; the message lists what is wrong, a line each. */
public final class BrokenRoutesException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenRoutesException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> "  " + problem)
                .collect(Collectors.joining("\n", "The routes cannot run:\n", "")));
    }
}
