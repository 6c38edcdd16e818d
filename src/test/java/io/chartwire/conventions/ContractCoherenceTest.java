package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chartwire.conventions.RouteFolder.Route;
import io.chartwire.conventions.RouteFolder.Step;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What one document promises the others keep: contract, events, audiences, transitions, tables and routes. */
class ContractCoherenceTest {
    /** The schema of openapi.yaml that says what a column's CHECK says. */
    private static final Map<String, String> ENUMS = Map.of(
            "appointments_status_check", "AppointmentStatus",
            "encounters_status_check", "EncounterStatus",
            "biopsies_status_check", "BiopsyStatus",
            "biopsies_specimen_type_check", "SpecimenType",
            "claims_status_check", "ClaimStatus",
            "prior_auths_status_check", "PriorAuthStatus",
            "prescriptions_status_check", "PrescriptionStatus",
            "critical_events_status_check", "CriticalEventStatus",
            "dead_letters_status_check", "DeadLetterStatus");

    @Test
    void every_operation_has_a_route_of_its_id() {
        Set<String> routes = RouteFolder.routes().stream().map(Route::id).collect(Collectors.toSet());
        Rule.holds(Contracts.operationIds().stream()
                .filter(id -> !routes.contains(id))
                .map(id -> "openapi.yaml, operation " + id + ": there is no route of this id"));
    }

    @Test
    void every_rest_route_has_an_operation_of_its_id() {
        Set<String> operations = Contracts.operationIds();
        Rule.holds(RouteFolder.routes().stream()
                .filter(Route::answersAnOperation)
                .filter(route -> !operations.contains(route.id()) && !calledByRoute(route.id()))
                .map(route -> route.at() + ": openapi.yaml has no operation of this id"));
    }

    @Test
    void every_event_that_a_route_emits_is_in_the_contract_of_its_resource() {
        Map<String, JsonNode> channels = Contracts.channels();
        Set<String> all = Contracts.eventsOf(channels.get(""));
        Map<String, Set<String>> emitted = emittedEvents();
        Rule.holds(emitted.entrySet().stream().flatMap(resource -> resource.getValue().stream()
                .filter(event -> !all.contains(event)
                        || !Contracts.eventsOf(channels.get(resource.getKey())).contains(event))
                .map(event -> "routes/events/" + resource.getKey() + ".camel.yaml emits " + event
                        + ": add it to the channels all and " + resource.getKey() + " of asyncapi.yaml")));
    }

    @Test
    void every_event_of_the_contract_is_emitted_by_the_routes_of_its_resource() {
        Map<String, Set<String>> emitted = emittedEvents();
        Rule.holds(Contracts.channels().entrySet().stream()
                .filter(channel -> !channel.getKey().isEmpty())
                .flatMap(channel -> Contracts.eventsOf(channel.getValue()).stream()
                        .filter(event -> !emitted.getOrDefault(channel.getKey(), Set.of())
                                .contains(event))
                        .map(event -> "asyncapi.yaml, event " + event + ": no route of routes/events/"
                                + channel.getKey() + ".camel.yaml emits it")));
    }

    @Test
    void the_channel_of_all_has_the_events_of_every_resource() {
        Set<String> every = new TreeSet<>();
        Contracts.channels().forEach((resource, channel) -> {
            if (!resource.isEmpty()) {
                every.addAll(Contracts.eventsOf(channel));
            }
        });
        assertThat(Contracts.eventsOf(Contracts.channels().get(""))).isEqualTo(every);
    }

    @Test
    void every_channel_has_a_socket_endpoint_and_every_endpoint_a_channel() {
        Set<String> endpoints = new TreeSet<>();
        RouteFolder.below(Path.of("routes/sockets"), ".camel.yaml").forEach(file -> RouteFolder.yaml(file)
                .findValues("parameters")
                .forEach(parameters -> parameters.forEach(parameter -> {
                    if (parameter.path("name").asText().equals("path")) {
                        endpoints.add(parameter.path("value").asText().replaceFirst("^/ws/?", ""));
                    }
                })));
        assertThat(endpoints).isEqualTo(new TreeSet<>(Contracts.channels().keySet()));
    }

    @Test
    void every_watched_table_has_a_channel_and_every_channel_a_watched_table() {
        Set<String> channels = new TreeSet<>(Contracts.channels().keySet());
        channels.remove("");
        assertThat(Migrations.watchedFeatures()).isEqualTo(channels);
    }

    @Test
    void every_resource_of_the_audiences_is_one_of_the_contracts() {
        Set<String> resources = new TreeSet<>();
        audiences().path("resources").fieldNames().forEachRemaining(resources::add);
        Set<String> contracts = Contracts.restResources();
        contracts.addAll(Contracts.channels().keySet());
        contracts.remove("");
        assertThat(resources).as("the resources of audiences.yaml").isEqualTo(contracts);
    }

    @Test
    void the_roles_that_a_channel_names_are_those_of_the_audiences() {
        Map<String, Set<String>> described = new TreeMap<>();
        Map<String, Set<String>> entitled = new TreeMap<>();
        Contracts.channels().forEach((resource, channel) -> {
            if (!resource.isEmpty()) {
                described.put(resource, Contracts.rolesOf(channel));
                entitled.put(
                        resource,
                        Contracts.roles(
                                audiences().path("resources").path(resource).path("see")));
            }
        });
        assertThat(described).as("asyncapi.yaml's channels").isEqualTo(entitled);
    }

    @Test
    void the_events_and_operations_that_the_audiences_except_exist() {
        Set<String> events = Contracts.eventsOf(Contracts.channels().get(""));
        Set<String> operations = Contracts.operationIds();
        Rule.holds(Stream.concat(
                names(audiences().path("events"))
                        .filter(name -> !events.contains(name))
                        .map(name -> "audiences.yaml, events, " + name + ": asyncapi.yaml has no such event"),
                names(audiences().path("operations"))
                        .filter(name -> !operations.contains(name))
                        .map(name -> "audiences.yaml, operations, " + name + ": openapi.yaml has no such operation")));
    }

    @Test
    void every_role_of_the_audiences_is_one_of_the_contract() {
        String contract = Contracts.rest()
                .at("/components/securitySchemes/bearer/description")
                .asText();
        Rule.holds(Stream.of("resources", "events", "operations")
                .flatMap(part -> Contracts.roles(leaves(audiences().path(part))).stream())
                .filter(role -> !contract.matches("(?s).*\\b" + role + "\\b.*"))
                .map(role -> "audiences.yaml, role " + role + ": openapi.yaml's bearer scheme does not name it"));
    }

    @Test
    void the_statuses_that_the_tables_allow_are_those_of_the_contract() {
        Map<String, Set<String>> checks = Migrations.checks();
        Map<String, Set<String>> allowed = new TreeMap<>();
        Map<String, Set<String>> promised = new TreeMap<>();
        ENUMS.forEach((check, schema) -> {
            allowed.put(schema, checks.get(check));
            promised.put(schema, Contracts.enumOf(schema));
        });
        assertThat(allowed).as("the CHECKs of db/migration").isEqualTo(promised);
    }

    @Test
    void the_transitions_lead_through_exactly_the_statuses_that_the_tables_allow() {
        Map<String, Set<String>> checks = Migrations.checks();
        Map<String, Set<String>> transitions = new LinkedHashMap<>();
        Map<String, Set<String>> allowed = new LinkedHashMap<>();
        RouteFolder.yaml("transitions.yaml").properties().forEach(resource -> {
            Set<String> statuses = new TreeSet<>();
            resource.getValue().properties().forEach(move -> {
                statuses.add(move.getKey());
                move.getValue().forEach(to -> statuses.add(to.asText()));
            });
            transitions.put(resource.getKey(), statuses);
            allowed.put(resource.getKey(), checks.get(resource.getKey().replace('-', '_') + "_status_check"));
        });
        assertThat(transitions).isEqualTo(allowed);
    }

    @Test
    void every_write_that_names_its_transitions_finds_them() {
        Set<String> resources = names(RouteFolder.yaml("transitions.yaml")).collect(Collectors.toSet());
        Set<String> known = Contracts.restResources();
        Rule.holds(RouteFolder.steps().stream()
                .filter(step -> step.uri().equals("kamelet:write"))
                .filter(step -> {
                    String resource = step.parameters().path("resource").asText();
                    boolean moves = step.parameters().has("status")
                            || step.parameters().path("sql").asText().endsWith("/set-status");
                    return moves ? !resources.contains(resource) : !known.contains(resource);
                })
                .map(step -> step.place() + ": its parameter resource must be one of transitions.yaml"));
    }

    /** The events that the routes of each resource emit. */
    private static Map<String, Set<String>> emittedEvents() {
        Map<String, Set<String>> events = new TreeMap<>();
        RouteFolder.steps().stream()
                .filter(step -> step.uri().equals("kamelet:event"))
                .forEach(step -> events.computeIfAbsent(resource(step), it -> new TreeSet<>())
                        .add(step.parameters().path("name").asText()));
        return events;
    }

    private static String resource(Step step) {
        return step.at().replaceFirst("^.*/([a-z0-9-]+)\\.camel\\.yaml.*$", "$1");
    }

    private static boolean calledByRoute(String id) {
        return RouteFolder.steps().stream().anyMatch(step -> step.uri().equals("direct:" + id));
    }

    private static JsonNode audiences() {
        return RouteFolder.yaml("audiences.yaml");
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }

    /** All texts below a node, as one list. */
    private static JsonNode leaves(JsonNode node) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts(node).forEach(list::add);
        return list;
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isTextual()
                ? Stream.of(node.asText())
                : StreamSupport.stream(node.spliterator(), false).flatMap(ContractCoherenceTest::texts);
    }
}
