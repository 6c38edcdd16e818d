package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a socket asked for and is entitled to.
 *
 * @param resource the endpoint's resource; null for {@code /ws}, which gives all
 * @param names the events of {@code ?events=}, {@code claim:*} for all of a kind; empty for all
 * @param since the token of {@code ?since=}; null when there is none
 */
record Subscription(Identity identity, String resource, Set<String> names, String since) {

    /** Reads the path and the query of a handshake. */
    static Subscription of(Identity identity, String path, String query) {
        Map<String, String> parameters = parameters(query);
        Set<String> names = names(parameters);
        String since = parameters.get("since");
        return new Subscription(identity, resource(path), names, since == null || since.isEmpty() ? null : since);
    }

    /** The same for a fresh token. */
    Subscription renewedBy(Identity fresh) {
        return new Subscription(fresh, resource, names, since);
    }

    /** The resource of an endpoint; null for {@code /ws}. */
    static String resource(String path) {
        return path.startsWith("/ws/") ? path.substring("/ws/".length()) : null;
    }

    /** Whether the socket asked for the event and {@code audiences} lets it hear it. */
    boolean wants(Event event, Audiences audiences) {
        return (resource == null || resource.equals(event.resource()))
                && (names.isEmpty() || names.stream().anyMatch(name -> EventNames.matches(name, event.name())))
                && event.mayBeHeardBy(identity, audiences);
    }

    /** The events that a query asks for; empty when it asks for all. */
    static Set<String> names(String query) {
        return names(parameters(query));
    }

    private static Set<String> names(Map<String, String> parameters) {
        return Arrays.stream(parameters.getOrDefault("events", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.merge(
                            pair.substring(0, equals),
                            decoded(pair.substring(equals + 1)),
                            // Names of events may come in several lists; of anything else the last one counts.
                            (before, more) -> pair.startsWith("events=") ? before + "," + more : more);
                }
            }
        }
        return parameters;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
