package io.chartwire.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.chartwire.Mistake;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which events a person must confirm, from {@code routes/critical.yaml}; a pure function of the change, as events are. */
public final class CriticalRules {
    /** Makes no event critical. */
    public static final CriticalRules NONE = new CriticalRules();

    private static final Logger LOG = LoggerFactory.getLogger(CriticalRules.class);
    private static final Pattern TIME = Pattern.compile("(\\d{1,6}) (millisecond|second|minute|hour|day)s?");
    private static final Scope BUILT_IN = Scope.newEmptyScope();

    static {
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, BUILT_IN);
    }

    private final Map<String, Rule> rules = new TreeMap<>();

    private CriticalRules() {}

    private record Rule(JsonQuery when, Set<String> escalateTo, Duration after, Duration repeat) {}

    /**
     * Reads the rules of {@code critical.yaml}.
     *
     * @throws Mistake when a rule lacks a part or has one that is none
     */
    public static CriticalRules parse(String yaml) throws JsonProcessingException {
        CriticalRules read = new CriticalRules();
        new ObjectMapper(new YAMLFactory())
                .readTree(yaml)
                .properties()
                .forEach(rule -> read.rules.put(rule.getKey(), rule(rule.getKey(), rule.getValue())));
        return read;
    }

    private static Rule rule(String event, JsonNode rule) {
        Set<String> roles = new LinkedHashSet<>();
        rule.path("escalateTo").forEach(role -> roles.add(role.asText()));
        if (roles.isEmpty() || !rule.path("when").isTextual()) {
            throw Mistake.at(List.of(event), event + ": a rule has when, escalateTo, after and repeat");
        }
        try {
            return new Rule(
                    JsonQuery.compile(rule.path("when").asText(), Versions.JQ_1_6),
                    Set.copyOf(roles),
                    time(event, "after", rule),
                    time(event, "repeat", rule));
        } catch (JsonQueryException e) {
            throw Mistake.at(
                    List.of(event, "when"),
                    event + ", when: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }

    private static Duration time(String event, String key, JsonNode rule) {
        String text = rule.path(key).asText();
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
            throw Mistake.at(
                    List.of(event, key),
                    event + ", " + key + ": a time is such as \"30 minutes\" or \"1 hour\", not \"" + text + "\"");
        }
        String unit = time.group(2).toUpperCase(Locale.ROOT);
        return Duration.of(
                Long.parseLong(time.group(1)),
                unit.equals("MILLISECOND") ? ChronoUnit.MILLIS : ChronoUnit.valueOf(unit + "S"));
    }

    /** The names of the events that may be critical. */
    public Set<String> events() {
        return Set.copyOf(rules.keySet());
    }

    /**
     * Whether an event is critical. A condition that fails says yes: one alarm too many is better than one too few.
     *
     * @param change what its route saw: op, before, after and object
     * @param data the event's
     */
    public Optional<CriticalEvent> of(String event, ObjectNode change, JsonNode data) {
        Rule rule = rules.get(event);
        if (rule == null || !holds(event, rule.when(), change, data)) {
            return Optional.empty();
        }
        ObjectNode subject = JsonNodeFactory.instance.objectNode();
        data.properties().stream()
                .filter(field ->
                        field.getKey().endsWith("Id") && field.getValue().isTextual())
                .forEach(field -> subject.set(field.getKey(), field.getValue()));
        return Optional.of(new CriticalEvent(subject, rule.escalateTo(), rule.after(), rule.repeat()));
    }

    private static boolean holds(String event, JsonQuery when, ObjectNode change, JsonNode data) {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.setAll(change);
        input.set("data", data);
        List<JsonNode> results = new ArrayList<>(1);
        try {
            when.apply(Scope.newChildScope(BUILT_IN), input, results::add);
        } catch (JsonQueryException e) {
            LOG.warn("critical.yaml, {}: the condition fails on a change, which is taken for critical", event);
            return true;
        }
        return results.contains(BooleanNode.TRUE);
    }
}
