package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.rest.Problem.FieldError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract reader, on the contract that is shipped where that is enough. */
class ContractTest {
    private static final Contract CONTRACT = shipped();
    private static final String ID = "0198b2f4-0000-7000-8000-000000000001";

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "GET,    /api/claims,                       claims-list-claims",
                "POST,   /api/claims,                       claims-create-claim",
                "GET,    /api/claims/abc,                   claims-read-claim",
                "POST,   /api/claims/abc/status,            claims-set-status",
                "GET,    /api/biopsies/abc/documents/def,   biopsies-read-document",
                "POST,   /api/dead-letters/replay,          dead-letters-replay-dead-letters",
                "POST,   /api/dead-letters/abc/replay,      dead-letters-replay-dead-letter",
                "GET,    /api/hl7/messages,                 hl7-list-messages",
                "DELETE, /api/claims,                       -",
                "GET,    /api/claims/,                      -",
                "GET,    /api/claims/abc/,                  -",
                "GET,    /api//abc,                         -",
                "GET,    /api,                              -",
                "GET,    /,                                 -",
                "GET,    /api/claims/abc/status/more,       -",
                "GET,    /API/claims,                       -"
            })
    void finds_the_operation_of_a_request(String method, String path, String operation) {
        Contract.Operation found = CONTRACT.match(method, path).operation();

        assertThat(found == null ? null : found.id()).isEqualTo(operation);
    }

    @Test
    void gives_the_parameters_of_the_path() {
        assertThat(CONTRACT.match("GET", "/api/biopsies/abc/documents/def").pathParameters())
                .isEqualTo(Map.of("id", "abc", "documentId", "def"));
    }

    @Test
    void says_which_methods_a_path_takes() {
        assertThat(CONTRACT.match("DELETE", "/api/claims").allowed()).containsExactly("GET", "POST");
        assertThat(CONTRACT.match("GET", "/api/nothing").allowed()).isEmpty();
    }

    @Test
    void knows_what_an_operation_takes() {
        Contract.Operation operation = operation("claims-set-status");

        assertThat(operation.resource()).isEqualTo("claims");
        assertThat(operation.writes()).isTrue();
        assertThat(operation.bodyRequired()).isTrue();
        assertThat(operation.mediaTypes()).containsExactly("application/json");
        assertThat(operation("claims-list-claims").writes()).isFalse();
        assertThat(operation("hl7-receive-message").json()).isFalse();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "claims-set-status     | {\"status\":\"denied\",\"reason\":\"CO-50\"}              | ``",
                "claims-set-status     | {}                                                        | #/status",
                "claims-set-status     | {\"status\":\"gone\"}                                     | #/status",
                "claims-set-status     | {\"status\":7}                                            | #/status",
                "claims-set-status     | {\"status\":\"paid\",\"paidAmount\":-1}                   | #/paidAmount",
                "claims-set-status     | {\"status\":\"paid\",\"paidAmount\":1.5}                  | #/paidAmount",
                "claims-set-status     | {\"status\":\"gone\",\"paidAmount\":\"1\"}                | #/paidAmount"
                        + " #/status",
                "claims-create-claim   | {\"patientId\":\"x\",\"totalCharges\":1}                  | #/patientId",
                "claims-create-claim   | {\"patientId\":\"" + ID
                        + "\",\"totalCharges\":1,\"serviceDate\":\"2026-02-30\"} " + "| #/serviceDate",
                "claims-create-claim   | {\"patientId\":\"" + ID
                        + "\",\"lineItems\":[{\"cpt\":\"11102\",\"dx\":[\"D22.5\"],"
                        + "\"units\":1,\"charge\":\"x\"}]} | #/lineItems/0/charge",
                "appointments-reschedule-appointment | {\"scheduledStart\":\"tomorrow\"} | #/scheduledEnd"
                        + " #/scheduledStart"
            })
    void points_at_every_field_that_is_wrong(String operation, String body, String pointers) {
        assertThat(pointers(operation, body)).isEqualTo(pointers == null ? "" : pointers.strip());
    }

    @Test
    void never_repeats_the_value_that_is_wrong() {
        List<FieldError> errors = Contract.errors(
                operation("claims-set-status").body(),
                json("{\"status\":\"Jane Doe has a melanoma\",\"reason\":{\"a\":\"Doe\"}}"));

        assertThat(errors).isNotEmpty().noneMatch(error -> error.detail().contains("Doe"));
    }

    @ParameterizedTest(name = "{0}, {1}={2}: {3}")
    @CsvSource({
        "claims-list-claims, limit,     1,                        true",
        "claims-list-claims, limit,     1000,                     true",
        "claims-list-claims, limit,     0,                        false",
        "claims-list-claims, limit,     1001,                     false",
        "claims-list-claims, limit,     x,                        false",
        "claims-list-claims, after,     " + ID + ",               true",
        "claims-list-claims, after,     12,                       false",
        "claims-read-claim,  id,        " + ID + ",               true",
        "claims-read-claim,  id,        12,                       false",
        "claims-read-claim,  id,        1' OR '1'='1,             false",
        "hl7-list-messages,  controlId, 20260101,                 true",
        "hl7-list-messages,  controlId, LAB-1,                    true",
        "hl7-list-messages,  status,    unmatched,                true",
        "hl7-list-messages,  status,    7,                        false",
        "hl7-list-messages,  since,     2026-01-01T00:00:00Z,     true",
        "hl7-list-messages,  since,     yesterday,                false"
    })
    void judges_a_parameter_by_its_schema(String operation, String name, String value, boolean valid) {
        List<String> errors =
                Contract.parameterErrors(parameter(operation, name).schema(), value);

        assertThat(errors.isEmpty()).as("%s", errors).isEqualTo(valid);
    }

    @Test
    void knows_a_parameters_default() {
        assertThat(parameter("claims-list-claims", "limit").defaultValue()).isEqualTo("100");
        assertThat(parameter("claims-list-claims", "after").defaultValue()).isNull();
    }

    @Test
    void is_refused_when_an_operation_has_no_id() {
        assertThatThrownBy(() -> contract("paths: {/api/claims: {get: {}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("get /api/claims needs an operationId of its own");
    }

    @Test
    void is_refused_when_two_operations_have_the_same_id() {
        assertThatThrownBy(() -> contract("paths: {/api/claims: {get: {operationId: a}, post: {operationId: a}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("post /api/claims needs an operationId of its own");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String pointers(String operation, String body) {
        return Contract.errors(operation(operation).body(), json(body)).stream()
                .map(FieldError::pointer)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static Contract.Operation operation(String id) {
        return CONTRACT.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Contract.Parameter parameter(String operation, String name) {
        return operation(operation).parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Contract contract(String yaml) throws IOException {
        return Contract.parse(yaml);
    }

    private static Contract shipped() {
        try {
            return Contract.parse(Files.readString(Path.of("routes/openapi.yaml")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
