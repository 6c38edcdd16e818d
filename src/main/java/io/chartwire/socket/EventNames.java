package io.chartwire.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The events that {@code asyncapi.yaml} names. A client may ask for one by its name, or by {@code claim:*} for all of a kind. */
public record EventNames(Set<String> names) {
    private static final String ALL = ":*";

    public EventNames {
        names = Set.copyOf(names);
    }

    public static EventNames parse(String asyncapi) throws JsonProcessingException {
        Set<String> names = new TreeSet<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(asyncapi)
                .at("/components/messages")
                .forEach(message -> names.add(message.path("name").asText()));
        names.removeIf(name -> !name.contains(":"));
        return new EventNames(names);
    }

    /** What {@code ?events=} of a handshake's query asks for without naming any event. */
    public List<String> unknown(String query) {
        return Subscription.names(query).stream()
                .filter(name -> names.stream().noneMatch(known -> matches(name, known)))
                .sorted()
                .toList();
    }

    /** Whether what a client asks for, a name or {@code kind:*}, is the event. */
    static boolean matches(String asked, String event) {
        return asked.equals(event) || asked.endsWith(ALL) && event.startsWith(asked.substring(0, asked.length() - 1));
    }
}
