package io.chartwire.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.route.RouteFiles.Entry;
import io.chartwire.route.RouteFiles.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** What must hold between route files so that they run as they read, besides what Camel itself finds when it starts them. */
final class RouteRules {
    /** The routes that the hub calls itself, besides those of operations and of changes. */
    private static final Set<String> CALLED_BY_THE_HUB = Set.of(
            "dead-letters-record-failure",
            "deliveries-record-deliveries",
            "deliveries-escalate-due",
            "deliveries-confirm-events",
            "deliveries-read-delivery");

    private static final String CHANGES = "-route-events";
    private static final Pattern STATEMENT = Pattern.compile("\\{\\{sql:([^{}]+)\\}\\}");
    private static final Pattern STATEMENT_PARAMETER = Pattern.compile("\\{\\{sql:\\{\\{(\\w+)\\}\\}\\}\\}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{variable\\.(\\w+)|\\bvariable\\([\"'](\\w+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)\\}\\}");

    private final RouteSet set;
    private final RouteFiles files;
    private final Documents documents;
    private final Map<String, Entry> templates;
    private final List<Problem> problems = new ArrayList<>();
    /** The statements that routes name. */
    private final Set<String> statements = new TreeSet<>();

    private RouteRules(RouteSet set, RouteFiles files, Documents documents) {
        this.set = set;
        this.files = files;
        this.documents = documents;
        this.templates = files.entries("routeTemplate")
                .collect(Collectors.toMap(Entry::id, Function.identity(), (first, second) -> first));
    }

    static List<Problem> problems(RouteSet set, RouteFiles files, Documents documents) {
        RouteRules rules = new RouteRules(set, files, documents);
        files.documents()
                .forEach((file, document) ->
                        rules.problems.addAll(DslSchema.problems(set.file(file).orElseThrow(), document)));
        rules.identify();
        rules.describe();
        rules.connect();
        rules.fillTemplates();
        rules.nameStatements();
        rules.nameVariables();
        rules.compile();
        rules.problems.addAll(StatementCheck.problems(set, rules.statements, rules.variables()));
        return rules.problems;
    }

    private void identify() {
        Map<String, Entry> seen = new HashMap<>();
        files.entries().stream()
                .filter(entry -> entry.isRoute() || entry.kind().matches("routeTemplate|routeConfiguration"))
                .forEach(entry -> {
                    Entry first = seen.putIfAbsent(entry.isRoute() + entry.kind() + entry.id(), entry);
                    if (entry.id().isEmpty()) {
                        problems.add(entry.problem("Give this " + entry.kind() + " an id"));
                    } else if (first != null) {
                        problems.add(entry.problem(
                                "The id " + entry.id() + " is taken by " + first.file() + ":" + first.line()));
                    }
                });
    }

    private void describe() {
        Set<String> configurations =
                files.entries("routeConfiguration").map(Entry::id).collect(Collectors.toCollection(TreeSet::new));
        files.entries("route").forEach(route -> requireSaid(route, route.definition(), configurations));
        templates
                .values()
                .forEach(template -> requireSaid(template, template.definition().path("route"), configurations));
    }

    private void requireSaid(Entry entry, JsonNode route, Set<String> configurations) {
        if (route.path("description").asText().isBlank()) {
            problems.add(entry.problem("Describe " + entry.id() + " in a sentence, for whoever watches the hub"));
        }
        String configuration = route.path("routeConfigurationId").asText();
        if (!configurations.contains(configuration)) {
            problems.add(entry.problem("Route " + entry.id() + " must say what happens to its failures: set"
                    + " routeConfigurationId to one of " + String.join(", ", configurations)));
        }
    }

    private void connect() {
        Set<String> listening = files.routes().map(Entry::from).collect(Collectors.toSet());
        Set<String> called = files.steps().stream()
                .filter(Step::sends)
                .map(step -> step.uri().replaceFirst("\\?.*", ""))
                .collect(Collectors.toSet());
        for (Step step : files.steps()) {
            String uri = step.uri().replaceFirst("\\?.*", "");
            if (step.sends()
                    && uri.startsWith("direct:")
                    && !uri.contains("${")
                    && !uri.contains("{{")
                    && !listening.contains(uri)) {
                problems.add(step.problem("There is no route from " + uri));
            }
        }
        files.entries("route")
                .filter(route -> route.from().startsWith("direct:"))
                .forEach(route -> {
                    if (!route.from().equals("direct:" + route.id())) {
                        problems.add(route.problem("The route must begin at direct:" + route.id()
                                + ", as its id says, not at " + route.from()));
                    } else if (!called.contains(route.from())
                            && !CALLED_BY_THE_HUB.contains(route.id())
                            && !route.id().endsWith(CHANGES)
                            && !documents.operations().contains(route.id())) {
                        problems.add(route.problem("Nothing calls route " + route.id()
                                + ": no step, and no operation of " + Definitions.CONTRACT + " has its id"));
                    }
                });
    }

    private void fillTemplates() {
        for (Step step : files.steps()) {
            if (step.uri().startsWith("kamelet:") && !step.uri().matches("kamelet:(source|sink).*")) {
                String name = step.uri().substring("kamelet:".length()).replaceFirst("[/?].*", "");
                Set<String> given = new TreeSet<>();
                step.parameters().fieldNames().forEachRemaining(given::add);
                fill(name, given, step::problem);
            }
        }
        files.entries("templatedRoute").forEach(route -> {
            Set<String> given = new TreeSet<>();
            route.definition()
                    .path("parameters")
                    .forEach(parameter -> given.add(parameter.path("name").asText()));
            fill(route.definition().path("routeTemplateRef").asText(), given, route::problem);
        });
    }

    private void fill(String name, Set<String> given, Function<String, Problem> at) {
        Entry template = templates.get(name);
        if (template == null) {
            problems.add(at.apply("There is no template " + name));
            return;
        }
        Set<String> known = new TreeSet<>();
        for (JsonNode parameter : template.definition().path("parameters")) {
            String parameterName = parameter.path("name").asText();
            known.add(parameterName);
            boolean needed = parameter.path("required").asBoolean(true) && !parameter.has("defaultValue");
            if (needed && !given.contains(parameterName)) {
                problems.add(at.apply("Template " + name + " needs its parameter " + parameterName));
            }
        }
        given.stream()
                .filter(parameter -> !known.contains(parameter))
                .forEach(parameter -> problems.add(at.apply("Template " + name + " has no parameter " + parameter
                        + "; it has " + String.join(", ", known))));
    }

    private void nameStatements() {
        for (Step step : files.steps()) {
            ownTexts(step)
                    .flatMap(text -> STATEMENT.matcher(text).results())
                    .forEach(found -> requireStatement(step, found.group(1)));
            Entry template = template(step);
            if (template != null) {
                STATEMENT_PARAMETER
                        .matcher(template.definition().toString())
                        .results()
                        .map(found -> step.parameters().path(found.group(1)).asText())
                        .filter(name -> !name.isEmpty())
                        .forEach(name -> requireStatement(step, name));
            }
        }
    }

    private void requireStatement(Step step, String name) {
        statements.add(name);
        if (set.file("sql/" + name + ".sql").isEmpty()) {
            problems.add(step.problem("There is no statement sql/" + name + ".sql"));
        }
    }

    private Set<String> variables() {
        Set<String> known = new TreeSet<>(Variables.OF_THE_HUB);
        known.addAll(documents.parameters());
        files.steps().stream()
                .flatMap(step -> Stream.of(
                        step.kind().equals("setVariable")
                                ? step.definition().path("name").asText()
                                : "",
                        step.definition().path("variableReceive").asText()))
                .forEach(known::add);
        return known;
    }

    private void nameVariables() {
        Set<String> known = variables();
        for (Step step : files.steps()) {
            ownTexts(step)
                    .flatMap(text -> VARIABLE.matcher(text).results())
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .filter(name -> !known.contains(name))
                    .forEach(name -> problems.add(step.problem("Nothing sets the variable " + name
                            + ": neither the hub, nor a step, nor a parameter of " + Definitions.CONTRACT)));
        }
    }

    private void compile() {
        for (Step step : files.steps()) {
            expressions(step).forEach(jq -> compile(jq, step));
            Entry template = template(step);
            if (template != null) {
                files.steps(template)
                        .flatMap(RouteRules::expressions)
                        .map(jq -> PLACEHOLDER.matcher(jq.strip()))
                        .filter(Matcher::matches)
                        .map(parameter ->
                                step.parameters().path(parameter.group(1)).asText())
                        .filter(jq -> !jq.isEmpty())
                        .forEach(jq -> compile(jq, step));
            }
        }
    }

    private void compile(String jq, Step step) {
        if (PLACEHOLDER.matcher(jq).find()) {
            return;
        }
        try {
            JsonQuery.compile(jq, Versions.JQ_1_6);
        } catch (JsonQueryException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            problems.add(step.problem("This is no jq: " + jq.strip() + " (" + firstLine(why.getMessage()) + ")"));
        }
    }

    /** The jq expressions of a step itself, and of its branches, which are not steps of their own. */
    private static Stream<String> expressions(Step step) {
        return own(step.definition()).flatMap(node -> {
            JsonNode jq = node.path("jq");
            return jq.isTextual()
                    ? Stream.of(jq.asText())
                    : jq.has("expression") ? Stream.of(jq.path("expression").asText()) : Stream.empty();
        });
    }

    private Entry template(Step step) {
        return step.uri().startsWith("kamelet:")
                ? templates.get(step.uri().substring("kamelet:".length()).replaceFirst("[/?].*", ""))
                : null;
    }

    private static Stream<String> ownTexts(Step step) {
        return own(step.definition())
                .flatMap(node -> node.isTextual()
                        ? Stream.of(node.asText())
                        : children(node).filter(JsonNode::isTextual).map(JsonNode::asText));
    }

    /** A node and all below it, but not the steps inside, which are looked at by themselves. */
    private static Stream<JsonNode> own(JsonNode node) {
        return Stream.concat(
                Stream.of(node),
                node.properties().isEmpty()
                        ? children(node).filter(JsonNode::isContainerNode).flatMap(RouteRules::own)
                        : node.properties().stream()
                                .filter(field -> !field.getKey().equals("steps"))
                                .map(Map.Entry::getValue)
                                .filter(JsonNode::isContainerNode)
                                .flatMap(RouteRules::own));
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
