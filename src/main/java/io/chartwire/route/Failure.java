package io.chartwire.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;

/**
 * Why Camel did not build or start a route, and where in its file.
 *
 * @param route the route's id; null when it has none or is not known
 * @param uri the endpoint at fault; null when it is no endpoint's fault
 * @param option what the endpoint has no option for; null when that is not it
 */
record Failure(String sentence, String route, String uri, String option) {
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
        Matcher unknown = UNKNOWN_OPTION.matcher(String.valueOf(deepest.getMessage()));
        return deepest instanceof ResolveEndpointFailedException && unknown.find()
                ? new Failure(
                        unknown.group("scheme") + " has no option " + unknown.group("name"),
                        route,
                        uri,
                        unknown.group("name"))
                : new Failure(sentence(deepest), route, uri, null);
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
        OptionalInt option = entry.map(it -> lineOfOption(it, files)).orElse(OptionalInt.empty());
        if (option.isPresent()) {
            return new Problem(entry.get().file(), option.getAsInt(), sentence);
        }
        return step.map(it -> it.problem(sentence))
                .or(() -> entry.map(it -> it.problem(sentence)))
                .orElseGet(() -> new Problem(file, 0, sentence));
    }

    /** Where an option stands that the endpoint does not have, written as Camel or as the author writes it. */
    private OptionalInt lineOfOption(Entry entry, RouteFiles files) {
        if (option == null) {
            return OptionalInt.empty();
        }
        YamlDocument document = files.documents().get(entry.file());
        String dashed = option.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        return Stream.of(option, dashed)
                .flatMap(name ->
                        entry.definition().findParents(name).stream().map(parent -> document.line(parent, name)))
                .mapToInt(Integer::intValue)
                .findFirst();
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
