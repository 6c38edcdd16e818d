package io.chartwire.conventions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.conventions.RouteFolder.Route;
import io.chartwire.conventions.RouteFolder.Step;
import io.chartwire.conventions.RouteFolder.Template;
import io.chartwire.route.RouteCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** How route files read: every rule names the file and the route that break it, and what to do. */
class RouteConventionsTest {
    private static final int LONGEST_FILE = 80;
    private static final String WORD = "[a-z0-9]+";
    private static final Pattern ROUTE_ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+){2,}");
    private static final Pattern SENTENCE = Pattern.compile("[A-Z][a-z]+s (?:[^.]|\\.(?=\\S))+\\.");
    private static final Pattern PHRASE = Pattern.compile("\\S+ (?:[^.]|\\.(?=\\S))+\\.");
    private static final Pattern SQL = Pattern.compile(
            "\\b(select\\b[^)]*\\sfrom|insert\\s+into|update\\s+\\w+\\s+(as\\s+\\w+\\s+)?set|delete\\s+from|with\\s+\\w+\\s+as\\s*\\()\\b?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("localhost|\\d+\\.\\d+\\.\\d+\\.\\d+|:\\d{2,5}\\b|://[a-z]");
    private static final Pattern NEEDED = Pattern.compile("\\$\\{variable\\.(\\w+)|\\bvariable\\([\"'](\\w+)");
    private static final Pattern WIRE_HEADER = Pattern.compile("[A-Z][a-z]*(-[A-Z][a-z]*)*");

    /** Camel's own names that routes may set, because a component reads them. */
    private static final Set<String> CAMEL_HEADERS =
            Set.of("CamelHttpResponseCode", "CamelNettyCloseChannelWhenComplete");

    /**
     * The variables that routes, statements and the Java steps between them may use. Besides these there are the parameters
     * of the contract's operations, each of which becomes a variable of its name.
     */
    static final Set<String> VARIABLES = RouteCheck.VARIABLES;

    @Test
    void every_route_has_an_id_of_its_own() {
        Set<String> seen = new HashSet<>();
        Rule.holds(RouteFolder.routes().stream()
                .filter(route -> route.id().isEmpty() || !seen.add(route.id()))
                .map(route -> route.at() + ": give it an id that no other route has"));
    }

    @Test
    void a_route_id_is_feature_verb_noun() {
        Rule.holds(RouteFolder.routes().stream()
                .filter(route -> !ROUTE_ID.matcher(route.id()).matches())
                .map(route -> route.at() + ": name it <feature>-<verb>-<noun>, such as claims-set-status"));
    }

    @Test
    void a_route_stands_in_the_file_of_its_feature() {
        Rule.holds(RouteFolder.routes().stream()
                .filter(route -> !belongs(route))
                .map(route -> route.at() + ": move it to a file named after its feature, or begin its id with "
                        + fileFeature(route) + " or " + folder(route)));
    }

    @Test
    void every_route_says_what_it_does_in_a_sentence() {
        Rule.holds(Stream.concat(
                        RouteFolder.routes().stream()
                                .filter(route -> !SENTENCE.matcher(route.text("description"))
                                        .matches())
                                .map(Route::at),
                        RouteFolder.templates().stream()
                                .filter(template -> !SENTENCE.matcher(template.definition()
                                                .path("description")
                                                .asText())
                                        .matches())
                                .map(Template::at))
                .map(at -> at + ": describe it to an operator in one sentence, verb first, such as \"Lists claims.\""));
    }

    @Test
    void every_route_names_an_error_configuration_that_exists() {
        Set<String> configurations = RouteFolder.configurations();
        Stream<String> templates = RouteFolder.templates().stream()
                .filter(template -> !configurations.contains(template.definition()
                        .path("route")
                        .path("routeConfigurationId")
                        .asText()))
                .map(Template::at);
        Stream<String> routes = RouteFolder.routes().stream()
                .filter(route -> !configurations.contains(route.text("routeConfigurationId")))
                .map(Route::at);
        Rule.holds(Stream.concat(routes, templates)
                .map(at -> at + ": set routeConfigurationId to one of routes/config: " + configurations));
    }

    @Test
    void a_direct_route_listens_on_its_own_id() {
        Rule.holds(RouteFolder.routes().stream()
                .filter(route -> route.from().startsWith("direct:"))
                .filter(route -> !route.from().equals("direct:" + route.id()))
                .map(route -> route.at() + ": its from must be direct:" + route.id() + ", not " + route.from()));
    }

    @Test
    void every_direct_call_reaches_a_route() {
        Set<String> listening = RouteFolder.routes().stream().map(Route::from).collect(Collectors.toSet());
        Stream<String> fromYaml = RouteFolder.steps().stream()
                .filter(Step::sends)
                .filter(step -> step.uri().startsWith("direct:") && !step.uri().contains("${"))
                .filter(step -> !listening.contains(step.uri()))
                .map(step -> step.place() + ": there is no route from " + step.uri());
        Stream<String> fromJava = RouteFolder.calledByJava().stream()
                .filter(id -> !listening.contains("direct:" + id))
                .map(id -> "Java code calls direct:" + id + ": there is no such route");
        Rule.holds(Stream.concat(fromYaml, fromJava));
    }

    @Test
    void every_direct_route_has_a_caller() {
        Set<String> called = RouteFolder.steps().stream()
                .filter(Step::sends)
                .map(step -> step.uri().replaceFirst("^direct:", ""))
                .collect(Collectors.toSet());
        called.addAll(Contracts.operationIds());
        called.addAll(RouteFolder.calledByJava());
        Migrations.watchedFeatures().forEach(feature -> called.add(feature + "-route-events"));
        Rule.holds(RouteFolder.routes().stream()
                .filter(route -> route.from().startsWith("direct:") && !called.contains(route.id()))
                .map(route ->
                        route.at() + ": nothing calls it; call it, add its operation to openapi.yaml, or remove it"));
    }

    @Test
    void a_route_file_has_at_most_eighty_lines() {
        Rule.holds(RouteFolder.files().stream()
                .filter(file -> RouteFolder.text(file).lines().count() > LONGEST_FILE)
                .map(file -> file + ": split it, or make a template of what repeats; " + LONGEST_FILE
                        + " lines are the limit"));
    }

    @Test
    void every_node_id_is_used_once() {
        Map<String, String> seen = new HashMap<>();
        Rule.holds(RouteFolder.steps().stream()
                .filter(step -> !step.id().isEmpty())
                .flatMap(step -> {
                    String first = seen.putIfAbsent(step.id(), step.at());
                    return first == null
                            ? Stream.empty()
                            : Stream.of(step.place() + ": rename it, " + first + " has this node id already");
                }));
    }

    @Test
    void a_step_that_sends_is_called_to_system_thing() {
        Rule.holds(RouteFolder.steps().stream()
                .filter(Step::sends)
                .filter(step -> !step.id().matches(sendingPrefix(step) + WORD + "(-" + WORD + ")*"))
                .map(step -> step.place() + ": give it an id "
                        + sendingPrefix(step).replace(WORD, "<system>") + "<thing>, which a trace then shows"));
    }

    @Test
    void a_choice_is_called_choose_and_a_split_is_called_split() {
        Map<String, String> words = Map.of("choice", "choose-", "filter", "choose-", "split", "split-");
        Rule.holds(RouteFolder.steps().stream()
                .filter(step -> words.containsKey(step.kind()))
                .filter(step -> !step.id().matches(words.get(step.kind()) + "[a-z0-9]+(-[a-z0-9]+)*"))
                .map(step -> step.place() + ": give it an id " + words.get(step.kind()) + "<what>"));
    }

    @Test
    void every_template_parameter_is_described_and_required_or_defaulted() {
        Rule.holds(RouteFolder.templates().stream().flatMap(template -> parameters(template)
                .filter(parameter ->
                        !PHRASE.matcher(parameter.path("description").asText()).matches()
                                || parameter.path("required").asBoolean(true) == parameter.has("defaultValue"))
                .map(parameter -> template.at() + ": describe its parameter "
                        + parameter.path("name").asText()
                        + " in a sentence, and say either required: true or required: false with a defaultValue")));
    }

    @Test
    void a_template_is_given_the_parameters_that_it_asks_for() {
        Map<String, Template> templates =
                RouteFolder.templates().stream().collect(Collectors.toMap(Template::id, template -> template));
        Rule.holds(RouteFolder.steps().stream()
                .filter(step -> step.uri().startsWith("kamelet:"))
                .filter(step -> !List.of("kamelet:source", "kamelet:sink").contains(step.uri()))
                .flatMap(step -> {
                    Template template = templates.get(step.uri().substring("kamelet:".length()));
                    return template == null
                            ? Stream.of(step.place() + ": there is no template for " + step.uri())
                            : mismatches(step, template);
                }));
    }

    @Test
    void every_template_is_used() {
        Set<String> used = RouteFolder.steps().stream()
                .map(step -> step.uri().replaceFirst("^kamelet:", ""))
                .collect(Collectors.toCollection(HashSet::new));
        used.addAll(RouteFolder.named(
                RouteFolder.PATH, ".camel.yaml", Pattern.compile("(?m)^ +routeTemplateRef: *(\\S+)$")));
        Rule.holds(RouteFolder.templates().stream()
                .filter(template -> !used.contains(template.id()))
                .map(template -> template.at() + ": nothing uses it; remove it"));
    }

    @Test
    void no_yaml_holds_a_statement() {
        Rule.holds(RouteFolder.steps().stream().flatMap(step -> texts(step.definition())
                .filter(text -> SQL.matcher(text).find())
                .map(text -> step.place()
                        + ": move the statement to routes/sql/<feature>/<verb>-<noun>.sql and name it here")));
    }

    @Test
    void nothing_is_sent_to_all_sockets() {
        Rule.holds(RouteFolder.files().stream()
                .filter(file -> RouteFolder.text(file).contains("sendToAll"))
                .map(file ->
                        file + ": use kamelet:event; sendToAll reaches every tenant when the path has a {parameter}"));
    }

    @Test
    void routes_use_listed_variables_only() {
        Set<String> listed = listedVariables();
        Stream<String> set = RouteFolder.steps().stream()
                .filter(step -> step.kind().matches("(set|remove)Variable"))
                .filter(step -> !listed.contains(step.definition().path("name").asText()))
                .map(step -> step.place() + " " + step.definition().path("name").asText());
        Stream<String> passed = RouteFolder.steps().stream()
                .flatMap(step -> Stream.of("variableSend", "variableReceive")
                        .map(name -> step.definition().path(name).asText())
                        .filter(name -> !name.isEmpty() && !listed.contains(name))
                        .map(name -> step.place() + " " + name));
        Stream<String> read = RouteFolder.steps().stream().flatMap(step -> texts(step.definition())
                .flatMap(text -> NEEDED.matcher(text).results())
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .filter(name -> !listed.contains(name))
                .map(name -> step.place() + " " + name));
        Rule.holds(Stream.of(set, passed, read)
                .flatMap(it -> it)
                .map(place -> place + ": use a variable of route.Variables, or add this one and say why"));
    }

    @Test
    void java_steps_use_listed_variables_only() {
        Set<String> named = new TreeSet<>(RouteFolder.namedInSources("(?:set|get|remove)Variable\\(\\s*\"(\\w+)\""));
        named.addAll(RouteFolder.namedInSources("@Variable\\(\"(\\w+)\"\\)"));
        named.removeAll(listedVariables());
        Rule.holds(named.stream()
                .map(name -> "Java code uses the variable " + name
                        + ": use one of route.Variables, or add this one and say why"));
    }

    @Test
    void no_listed_variable_is_out_of_use() {
        Set<String> unused = new TreeSet<>(VARIABLES);
        unused.removeAll(RouteFolder.namedInSources("(?:set|get)Variable\\(\\s*\"(\\w+)\""));
        RouteFolder.steps().stream()
                .filter(step -> step.kind().equals("setVariable"))
                .forEach(step -> unused.remove(step.definition().path("name").asText()));
        Rule.holds(unused.stream().map(name -> "Nothing sets the variable " + name + ": take it off the list"));
    }

    @Test
    void routes_set_headers_of_a_wire_protocol_only() {
        Rule.holds(RouteFolder.steps().stream()
                .filter(step -> step.kind().equals("setHeader"))
                .filter(step ->
                        !CAMEL_HEADERS.contains(step.definition().path("name").asText()))
                .filter(step -> !WIRE_HEADER
                        .matcher(step.definition().path("name").asText())
                        .matches())
                .map(step -> step.place() + " " + step.definition().path("name").asText()
                        + ": set a variable; headers are what the other side reads, and Camel* names are Camel's"));
    }

    @Test
    void endpoints_take_addresses_and_ports_from_properties() {
        Stream<Map.Entry<String, JsonNode>> ends = Stream.concat(
                RouteFolder.steps().stream()
                        .filter(Step::sends)
                        .map(step -> Map.entry(step.place(), endpoint(step.uri(), step.parameters()))),
                RouteFolder.routes().stream()
                        .map(route -> Map.entry(route.at(), route.definition().path("from"))));
        Rule.holds(ends.filter(end -> texts(end.getValue().path("uri"))
                                .anyMatch(uri -> LITERAL.matcher(uri).find())
                        || texts(end.getValue().path("parameters"))
                                .anyMatch(value -> LITERAL.matcher(value).find()))
                .map(end ->
                        end.getKey() + ": put host and port into application.properties as chartwire.<feature>.<name>"
                                + " and name the property here"));
    }

    private static Set<String> listedVariables() {
        Set<String> listed = new HashSet<>(VARIABLES);
        listed.addAll(Contracts.parameterNames());
        return listed;
    }

    /** What a sending step's id must begin with: the system is known for most endpoints; within the hub there is none. */
    private static String sendingPrefix(Step step) {
        Map<String, String> systems = Map.of(
                "direct:", "to-",
                "kamelet:event", "to-sockets-",
                "kamelet:read", "to-postgres-",
                "kamelet:write", "to-postgres-",
                "{{chartwire.database.endpoint}}", "to-postgres-");
        return systems.entrySet().stream()
                .filter(system -> step.uri().startsWith(system.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("to-" + WORD + "-");
    }

    private static Stream<String> mismatches(Step step, Template template) {
        Set<String> known = parameters(template)
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toSet());
        Stream<String> missing = parameters(template)
                .filter(parameter -> parameter.path("required").asBoolean(true))
                .map(parameter -> parameter.path("name").asText())
                .filter(name -> !step.parameters().has(name))
                .map(name -> step.place() + ": give " + step.uri() + " its parameter " + name);
        Stream<String> unknown = step.parameters().properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .map(name -> step.place() + ": " + step.uri() + " has no parameter " + name);
        return Stream.concat(missing, unknown);
    }

    private static Stream<JsonNode> parameters(Template template) {
        return stream(template.definition().path("parameters"));
    }

    /** A file is named after its feature, and may say more: {@code claims-moves} holds routes of {@code claims}. */
    private static boolean belongs(Route route) {
        return route.id().startsWith(folder(route) + "-")
                || Stream.iterate(
                                fileFeature(route), name -> !name.isEmpty(), name -> name.replaceFirst("-?[^-]*$", ""))
                        .anyMatch(name -> route.id().startsWith(name + "-"));
    }

    private static String folder(Route route) {
        return route.file().getParent().getFileName().toString();
    }

    private static String fileFeature(Route route) {
        return route.file().getFileName().toString().replace(".camel.yaml", "");
    }

    private static JsonNode endpoint(String uri, JsonNode parameters) {
        ObjectNode endpoint = JsonNodeFactory.instance.objectNode();
        endpoint.put("uri", uri);
        if (!uri.startsWith("kamelet:")) {
            endpoint.set("parameters", parameters);
        }
        return endpoint;
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isValueNode() ? Stream.of(node.asText()) : stream(node).flatMap(RouteConventionsTest::texts);
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
