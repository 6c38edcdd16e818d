package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Roles;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of what is told without {@code phi} names what there is, and nothing that tells of a patient. */
class PhiTableTest {
    /** How fields are called that say who a patient is, what ails him, or what somebody wrote about him. */
    private static final Pattern TELLING = Pattern.compile(
            "(?i).*(name|dob|birth|phone|email|address|mrn|ssn|insurance|member|group|diagnos|reason|complaint|report"
                    + "|descri|comment|history|medication|dosage|instruction|margin|malignan|breslow|body|raw|parsed|ack"
                    + "|notes?|value|title|detail|error|change|number|lineItems|quantity|pharmacy|text).*");
    /** Fields that are called so and tell of no patient; who adds one has thought about it. */
    private static final Set<String> HARMLESS = Set.of(
            "acknowledgedAt",
            "acknowledgedBy",
            "acknowledgedByName",
            "providerName",
            "orderingProviderName",
            "locationName",
            "appointmentTypeName",
            "name of providers",
            "name of locations",
            "name of appointment-types",
            "payerName",
            "insurancePlan",
            "ackCode",
            "valueType");

    private static final JsonNode TABLE = RouteFolder.yaml("audiences.yaml").path("phi");

    @Test
    void every_open_field_is_one_of_its_resource() {
        Map<String, Set<String>> fields = fieldsByResource();
        Set<String> all = new TreeSet<>();
        fields.values().forEach(all::addAll);
        Rule.holds(open().filter(
                        it -> !(it.resource().equals("everywhere") ? all : fields.getOrDefault(it.resource(), Set.of()))
                                .contains(it.field()))
                .map(it -> "audiences.yaml, phi, open, " + it.resource() + ": no answer or event has a field "
                        + it.field()));
    }

    @Test
    void no_open_field_tells_of_a_patient() {
        Rule.holds(open().filter(it -> TELLING.matcher(it.field()).matches())
                .filter(it -> !HARMLESS.contains(it.field()) && !HARMLESS.contains(it.field() + " of " + it.resource()))
                .map(it -> "audiences.yaml, phi, open, " + it.resource() + ", " + it.field()
                        + ": is called like what tells of a patient; if it does not, add it to PhiTableTest.HARMLESS"));
    }

    @Test
    void what_is_harmless_is_open_somewhere() {
        Set<String> names = new TreeSet<>();
        open().forEach(it -> {
            names.add(it.field());
            names.add(it.field() + " of " + it.resource());
        });

        assertThat(names).containsAll(HARMLESS);
    }

    @Test
    void an_answer_that_is_no_json_is_refused_without_phi() {
        Set<String> refused = Contracts.texts(TABLE.path("operations"));
        Rule.holds(Contracts.operations()
                .filter(it -> it.method().equals("get"))
                .filter(it -> it.answer().isMissingNode() && !refused.contains(it.id()))
                .map(it -> "audiences.yaml, phi, operations: " + it.id()
                        + " does not answer with JSON, of which fields could be left out; name it here"));
    }

    @Test
    void what_is_refused_without_phi_exists() {
        assertThat(Contracts.operationIds()).containsAll(Contracts.texts(TABLE.path("operations")));
        assertThat(Contracts.parameterNames()).containsAll(Contracts.texts(TABLE.path("searches")));
    }

    @Test
    void every_role_of_the_contract_has_phi_and_the_analyst_has_not() {
        assertThat(Contracts.roles(TABLE.path("roles"))).containsExactlyInAnyOrderElementsOf(Roles.ALL);
    }

    private record Open(String resource, String field) {}

    private static Stream<Open> open() {
        return TABLE.path("open").properties().stream()
                .flatMap(resource ->
                        Contracts.texts(resource.getValue()).stream().map(field -> new Open(resource.getKey(), field)));
    }

    /** Every field, at whatever depth, of a resource's answers and of its events' data. */
    private static Map<String, Set<String>> fieldsByResource() {
        Map<String, Set<String>> fields = new TreeMap<>();
        Contracts.operations()
                .forEach(it -> Contracts.fields(
                        Contracts.rest(), it.answer(), fields.computeIfAbsent(it.resource(), name -> new TreeSet<>())));
        Contracts.channels().forEach((resource, channel) -> {
            if (!resource.isEmpty()) {
                Contracts.payloads(channel)
                        .forEach(payload -> Contracts.fields(
                                Contracts.sockets(),
                                payload.at("/properties/data"),
                                fields.computeIfAbsent(resource, name -> new TreeSet<>())));
            }
        });
        return fields;
    }
}
