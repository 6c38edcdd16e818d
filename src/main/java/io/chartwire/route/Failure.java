package io.chartwire.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;

/**
 * Why Camel did not build or start a route, and where in its file.
 *
 * @param route the route's id; null when it has none or is not known
 * @param uri the endpoint at fault; null when it is no endpoint's fault
 */
record Failure(String sentence, String route, String uri) {
    private static final int LONGEST = 400;
    private static final Pattern UNKNOWN_OPTION = Pattern.compile(
            "endpoint: (?<scheme>[A-Za-z0-9+.-]+):.*Unknown parameters=\\[\\{(?<name>[^=}]+)", Pattern.DOTALL);

    static Failure of(Throwable thrown) {
        String route = null;
        String uri = null;
        Throwable deepest = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // Below it is only the path.
            deepest = deepest instanceof UncheckedIOException ? deepest : cause;
            if (cause instanceof FailedToCreateRouteException create && route == null) {
                route = create.getRouteId();
            }
            if (cause instanceof FailedToStartRouteException start && route == null) {
                route = start.getRouteId();
            }
            if (cause instanceof ResolveEndpointFailedException endpoint && uri == null) {
                uri = endpoint.getUri();
            }
        }
        return new Failure(sentence(deepest), route, uri);
    }

    /** What Jackson says of a document that is not what it should be. */
    static Problem of(JsonProcessingException thrown, String file) {
        Throwable root = thrown.getCause() == null ? thrown : thrown.getCause();
        String said = root instanceof JsonProcessingException json ? json.getOriginalMessage() : root.getMessage();
        int line = thrown.getLocation() == null ? 0 : thrown.getLocation().getLineNr();
        return new Problem(file, line, firstLine(said));
    }

    /** The problem, at the step of the route that has the endpoint, else at the route, else in the file. */
    Problem in(String file, RouteFiles files) {
        Optional<Entry> entry = route == null ? Optional.empty() : files.route(route);
        Optional<Step> step =
                entry.flatMap(it -> files.steps(it).filter(named(uri)).findFirst());
        return step.map(it -> it.problem(sentence))
                .or(() -> entry.map(it -> it.problem(sentence)))
                .orElseGet(() -> new Problem(file, 0, sentence));
    }

    private static Predicate<Step> named(String uri) {
        return step -> uri != null && !step.uri().isEmpty() && base(uri).equals(base(step.uri()));
    }

    /** An endpoint without its options, in the one of Camel's two ways of writing it. */
    private static String base(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("^([A-Za-z0-9+.-]+):/*", "$1:");
    }

    private static String sentence(Throwable deepest) {
        if (deepest instanceof NoSuchBeanException bean) {
            return "There is nothing named " + bean.getName() + " that a route could call";
        }
        Matcher unknown = UNKNOWN_OPTION.matcher(String.valueOf(deepest.getMessage()));
        if (deepest instanceof ResolveEndpointFailedException && unknown.find()) {
            return unknown.group("scheme") + " has no option " + unknown.group("name");
        }
        return firstLine(deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage());
    }

    private static String firstLine(String message) {
        String line = message.lines()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse(message);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
