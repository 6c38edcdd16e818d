package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.identity.TenantId;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestRefusalsIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client admin = clinic.as("admin");

    @ParameterizedTest(name = "{0} {1} {2} is {3} at {4}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    POST | /api/claims                     | {                                                        | 400 | -
                    POST | /api/claims                     | []                                                       | 400 | -
                    POST | /api/claims                     | {"totalCharges":1}                                       | 400 | #/patientId
                    POST | /api/claims                     | {"patientId":"no","totalCharges":1}                      | 400 | #/patientId
                    POST | /api/claims                     | {"patientId":"%s","totalCharges":-1}                     | 400 | #/totalCharges
                    POST | /api/claims                     | {"patientId":"00000000-0000-7000-8000-000000000000","totalCharges":1} | 422 | #/patientId
                    POST | /api/claims/nonsense/status     | {"status":"denied"}                                      | 400 | id
                    POST | /api/patients                   | {"firstName":"A","lastName":"B","dob":"31.1.1990"}       | 400 | #/dob
                    POST | /api/patients                   | {"firstName":"A","lastName":"B","mrn":"MRN1"}            | 409 | #/mrn
                    POST | /api/patients                   | {"firstName":"A\\u0000","lastName":"B"}                  | 400 | -
                    GET  | /api/claims?limit=0             | -                                                        | 400 | limit
                    GET  | /api/claims?limit=x             | -                                                        | 400 | limit
                    GET  | /api/claims?after=garbage       | -                                                        | 400 | after
                    GET  | /api/biopsies/%1$s/versions?after=garbage | -                                              | 400 | after
                    GET  | /api/nothing                    | -                                                        | 404 | -
                    DELETE | /api/claims                   | -                                                        | 405 | -
                    """)
    void names_what_is_wrong(String method, String path, String body, int status, String pointer) {
        Client.Answer answer = admin.send(
                method, path.formatted(clinic.patient()), body == null ? null : body.formatted(clinic.patient()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asText()).isNotEmpty();
        if (pointer != null) {
            assertThat(answer.json().path("errors").findValuesAsText("pointer")).contains(pointer.strip());
        }
    }

    @Test
    void takes_a_whole_number_however_it_is_written() {
        Client.Answer claim =
                admin.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100.0}");

        assertThat(claim.status()).as(claim.text()).isEqualTo(201);
        assertThat(claim.json().path("totalCharges").toString()).isEqualTo("100");
        Client.Answer half =
                admin.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100.5}");
        assertThat(half.status()).isEqualTo(400);
        assertThat(half.json().at("/errors/0/pointer").asText()).isEqualTo("#/totalCharges");
    }

    @Test
    void wants_a_key_of_one_to_255_characters() {
        for (String key : new String[] {"", "k".repeat(256)}) {
            Client.Answer answer = admin.send("POST", "/api/claims", claim(), "Idempotency-Key", key);

            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("Idempotency-Key");
        }
    }

    @Test
    void wants_a_token_that_it_can_verify() {
        Client.Answer none = admin.withToken(null).get("/api/claims");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(admin.withToken("x.y.z").get("/api/claims").status()).isEqualTo(401);
    }

    @Test
    void refuses_what_the_role_may_not() {
        assertThat(clinic.as("scheduler").get("/api/biopsies").status()).isEqualTo(403);
        assertThat(clinic.as("provider").post("/api/claims", claim()).status()).isEqualTo(403);
        assertThat(clinic.as("compliance_officer").get("/api/claims").status()).isEqualTo(200);
        assertThat(clinic.as("compliance_officer").post("/api/claims", claim()).status())
                .isEqualTo(403);
    }

    @Test
    void wants_json() {
        assertThat(admin.send("POST", "/api/claims", claim(), "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void does_not_take_a_form_for_json() {
        assertThat(admin.send("POST", "/api/claims", "a=1", "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void refuses_a_body_over_the_limit() {
        String huge = "{\"patientId\":\"" + clinic.patient() + "\",\"payer\":\"" + "x".repeat(1_100_000) + "\"}";
        assertThat(admin.post("/api/claims", huge).status()).isEqualTo(413);
    }

    @Test
    void does_not_take_the_name_of_a_column_for_a_field() {
        String path = "/api/claims/" + admin.post("/api/claims", claim()).id();
        String before = admin.get(path).text();
        assertThat(admin.put(path, "{\"payer_name\":\"x\",\"line_items\":\"x\",\"total_charges\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(admin.get(path).text()).isEqualTo(before);
    }

    @Test
    void says_which_methods_a_path_takes() {
        assertThat(admin.delete("/api/claims").header("Allow")).isEqualTo("GET, POST");
    }

    @Test
    void treats_another_tenants_object_as_absent_and_leaves_it_alone() {
        String id = admin.post("/api/claims", claim()).id();
        Client stranger = hub.clinic().as("admin");
        assertThat(stranger.get("/api/claims/" + id).status()).isEqualTo(404);
        assertThat(stranger.put("/api/claims/" + id, "{\"payer\":\"x\"}").status())
                .isEqualTo(404);
        assertThat(stranger.post("/api/claims/" + id + "/status", "{\"status\":\"submitted\"}")
                        .status())
                .isEqualTo(404);
        assertThat(stranger.post("/api/claims", claim()).status()).isEqualTo(422);
        assertThat(admin.get("/api/claims/" + id).json().path("status").asText())
                .isEqualTo("draft");
        assertThat(stranger.get("/api/claims").json().path("items")).isEmpty();
    }

    @Test
    void serves_a_tenant_that_has_nothing_yet() {
        Client first = admin.withToken(hub.token(new TenantId("brand-new"), "u", "admin"));
        assertThat(first.post("/api/patients", "{\"firstName\":\"A\",\"lastName\":\"B\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void takes_the_tenant_from_the_token_and_from_nothing_else() {
        Clinic other = hub.clinic();
        Client.Answer answer = admin.send(
                "POST",
                "/api/claims?tenant=" + other.tenant(),
                claim(),
                "tenant",
                other.tenant().value(),
                "CamelHttpPath",
                "/api/patients",
                "CamelVariable.tenant",
                other.tenant().value());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(other.as("admin").get("/api/claims").json().path("items")).isEmpty();
    }

    @Test
    void gives_the_first_answer_again_for_an_idempotency_key() {
        String key = UUID.randomUUID().toString();
        Client.Answer first = admin.send("POST", "/api/claims", claim(), "Idempotency-Key", key);
        Client.Answer again = admin.send("POST", "/api/claims", claim(), "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(admin.get("/api/claims").json().path("items")).hasSize(1);
        Client.Answer otherBody =
                admin.send("POST", "/api/claims", claim().replace("100", "200"), "Idempotency-Key", key);
        assertThat(otherBody.status()).isEqualTo(422);
    }

    @Test
    void repeats_a_refusal_for_an_idempotency_key_also_when_it_would_pass_now() {
        String id = admin.post("/api/claims", claim()).id();
        String key = UUID.randomUUID().toString();
        String path = "/api/claims/" + id + "/status";
        Client.Answer first = admin.send("POST", path, "{\"status\":\"paid\"}", "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(409);
        admin.post(path, "{\"status\":\"submitted\"}");
        Client.Answer again = admin.send("POST", path, "{\"status\":\"paid\"}", "Idempotency-Key", key);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text()).isEqualTo(first.text());
    }

    @Test
    void writes_once_when_two_requests_with_one_key_arrive_together() throws Exception {
        String key = UUID.randomUUID().toString();
        var both = java.util.stream.IntStream.range(0, 8)
                .mapToObj(index -> java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> admin.send("POST", "/api/claims", claim(), "Idempotency-Key", key)))
                .toList();
        assertThat(both).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
        assertThat(both.stream().map(answer -> answer.join().id()).distinct()).hasSize(1);
        assertThat(admin.get("/api/claims").json().path("items")).hasSize(1);
    }

    @Test
    void pages_through_a_list_newest_first() {
        for (int count = 0; count < 5; count++) {
            admin.post("/api/claims", claim());
        }
        Client.Answer first = admin.get("/api/claims?limit=3");
        Client.Answer second = admin.get(
                "/api/claims?limit=3&after=" + first.json().path("next").asText());
        assertThat(first.json().path("items")).hasSize(3);
        assertThat(second.json().path("items")).hasSize(2);
        assertThat(second.json().has("next")).isFalse();
        assertThat(first.json().path("items").findValuesAsText("id")).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    private String claim() {
        return "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100}";
    }
}
