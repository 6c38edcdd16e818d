package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clerk who may do everything and has no {@code phi}: whatever tells of a patient is marked, and no mark reaches him. */
class PhiIT {
    private static final String MARK = "PHIMARK";
    private static RunningHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path routes = folder.resolve("routes");
        RoutesCopy.to(routes);
        Path table = routes.resolve("audiences.yaml");
        Files.writeString(
                table,
                Files.readString(table)
                        .replaceAll("(see|write): \\[(?!])", "$1: [clerk, ")
                        .replace("  engineers: [", "  engineers: [clerk, ")
                        .replace("operations: [biopsies-read-document, ", "operations: ["));
        Path contract = routes.resolve("openapi.yaml");
        Files.writeString(
                contract, Files.readString(contract).replace("such as analyst,", "such as analyst or clerk,"));
        hub = RunningHub.alone(Map.of("chartwire.routes", routes.toString()));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_token_without_phi_gets_no_answer_and_no_event_that_tells_of_a_patient() {
        Clinic clinic = hub.clinic();
        Client clerk = clinic.as("clerk");
        Client admin = clinic.as("admin");
        try (SocketClient told = clinic.socket("/ws", "clerk");
                SocketClient whole = clinic.socket("/ws", "admin")) {
            List<Client.Answer> answers = new ArrayList<>();
            Client.Answer patient = keep(
                    answers,
                    clerk.post(
                            "/api/patients",
                            json(
                                    "{'firstName':'PHIMARK1','lastName':'PHIMARK2','mrn':'PHIMARK3','dob':'1931-01-02','phone':'PHIMARK4','email':'PHIMARK5@example.org','insurance':{'payer':'PHIMARK6','memberId':'PHIMARK7'}}")));
            keep(
                    answers,
                    clerk.put(
                            "/api/patients/" + patient.id(),
                            "{\"insurance\":{\"planName\":\"PHIMARK8\",\"verified\":true}}"));
            String of = "{\"patientId\":\"" + patient.id() + "\",\"providerId\":\"" + clinic.provider() + "\",";
            Client.Answer appointment = keep(
                    answers,
                    clerk.post(
                            "/api/appointments",
                            of
                                    + "\"scheduledStart\":\"2027-01-02T10:00:00Z\",\"scheduledEnd\":\"2027-01-02T10:30:00Z\"}"));
            keep(
                    answers,
                    clerk.post("/api/appointments/" + appointment.id() + "/status", "{\"status\":\"checked_in\"}"));
            keep(
                    answers,
                    clerk.post(
                            "/api/appointments/" + appointment.id() + "/status",
                            "{\"status\":\"cancelled\",\"reason\":\"PHIMARK9\"}"));
            keep(answers, clerk.post("/api/encounters", of + "\"chiefComplaint\":\"PHIMARK10\"}"));
            Client.Answer biopsy = keep(
                    answers,
                    clerk.post(
                            "/api/biopsies",
                            json("{'patientId':'%s','orderingProviderId':'%s','bodyLocation':'PHIMARK11','specimenType':'punch','pathLab':'Lab','orderNumber':'PHIMARK12','clinicalHistory':'PHIMARK13'}")
                                    .formatted(patient.id(), clinic.provider())));
            keep(
                    answers,
                    clerk.post(
                            "/api/biopsies/" + biopsy.id() + "/result",
                            json(
                                    "{'diagnosis':'PHIMARK14','report':'PHIMARK15','comment':'PHIMARK16','pathLabCaseNumber':'PHIMARK17','malignancyType':'melanoma'}")));
            Client.Answer claim = keep(
                    answers,
                    clerk.post(
                            "/api/claims",
                            json("{'patientId':'%s','payer':'Aetna','lineItems':[{'cpt':'11102','dx':['PHIMARK18'],'units':1,'charge':100,'description':'PHIMARK19'}]}")
                                    .formatted(patient.id())));
            keep(answers, clerk.post("/api/claims/" + claim.id() + "/status", "{\"status\":\"submitted\"}"));
            keep(
                    answers,
                    clerk.post(
                            "/api/claims/" + claim.id() + "/status",
                            "{\"status\":\"denied\",\"reason\":\"PHIMARK20\"}"));
            Client.Answer auth = keep(
                    answers,
                    clerk.post(
                            "/api/prior-auths", "{\"patientId\":\"" + patient.id() + "\",\"serviceType\":\"Mohs\"}"));
            keep(
                    answers,
                    clerk.post(
                            "/api/prior-auths/" + auth.id() + "/status",
                            "{\"status\":\"denied\",\"reason\":\"PHIMARK21\"}"));
            Client.Answer prescription = keep(
                    answers,
                    clerk.post("/api/prescriptions", of + "\"medication\":\"PHIMARK22\",\"dosage\":\"PHIMARK23\"}"));
            keep(answers, clerk.post("/api/prescriptions/" + prescription.id() + "/send", null));
            Stream.of(
                            "patients",
                            "appointments",
                            "encounters",
                            "biopsies",
                            "claims",
                            "prior-auths",
                            "prescriptions",
                            "biopsies/" + biopsy.id() + "/versions",
                            "patients/" + patient.id(),
                            "claims/" + claim.id())
                    .forEach(path -> keep(answers, clerk.get("/api/" + path)));

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.text()).isIn(200, 201);
                assertThat(answer.text()).doesNotContain(MARK, "1931-01-02");
            });
            assertThat(clerk.get("/api/claims/" + claim.id())
                            .json()
                            .path("totalCharges")
                            .asInt())
                    .isEqualTo(100);
            assertThat(clerk.get("/api/claims/" + claim.id())
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("denied");
            assertThat(admin.get("/api/patients/" + patient.id()).text())
                    .contains("PHIMARK1", "PHIMARK8", "1931-01-02");

            String last = "prescription:sent";
            List<JsonNode> all = until(last, whole);
            List<JsonNode> open = until(last, told);
            assertThat(names(open)).isEqualTo(names(all));
            assertThat(all.toString())
                    .contains(
                            "PHIMARK1",
                            "PHIMARK9",
                            "PHIMARK14",
                            "PHIMARK20",
                            "PHIMARK21",
                            "PHIMARK22",
                            "\"critical\":true");
            assertThat(open.toString())
                    .doesNotContain(MARK, "1931-01-02", "critical")
                    .contains(patient.id(), claim.id(), "timestamp");
            assertThat(open.get(0).path("id")).isEqualTo(all.get(0).path("id"));
            try (SocketClient back =
                    clinic.rawSocket("/ws?since=" + open.get(0).path("id").asText(), "clerk")) {
                assertThat(until(last, back).toString())
                        .doesNotContain(MARK, "critical")
                        .contains(claim.id());
            }
        }
    }

    @Test
    void a_first_answer_that_is_given_again_is_cut_for_who_asks() {
        Clinic clinic = hub.clinic();
        String body = "{\"firstName\":\"PHIMARK1\",\"lastName\":\"PHIMARK2\"}";

        Client.Answer whole = clinic.as("admin").send("POST", "/api/patients", body, "Idempotency-Key", "k");
        Client.Answer cut = clinic.as("clerk").send("POST", "/api/patients", body, "Idempotency-Key", "k");

        assertThat(cut.id()).isEqualTo(whole.id());
        assertThat(whole.text()).contains(MARK);
        assertThat(cut.text()).doesNotContain(MARK);
    }

    @Test
    void an_hl7_message_is_shown_and_searched_with_phi_only() throws IOException {
        Clinic clinic = hub.clinic();
        Client clerk = clinic.as("clerk");
        String message = Files.readString(Path.of("src/test/resources/hl7/oru-r01-lab-results-derm.hl7"));
        assertThat(clerk.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2")
                        .status())
                .isEqualTo(200);
        JsonNode listed = clerk.get("/api/hl7/messages").json().path("items").path(0);

        assertThat(listed.path("status").asText()).isNotEmpty();
        assertThat(listed.has("reason")).isFalse();
        assertThat(clerk.get("/api/hl7/messages/" + listed.path("id").asText()).status())
                .isEqualTo(403);
        assertThat(clerk.get("/api/hl7/messages?text=DOE").status()).isEqualTo(403);
        assertThat(clerk.get("/api/hl7/messages?mrn=PAT12345").status()).isEqualTo(403);
        assertThat(clerk.get("/api/hl7/statistics").json().path("received").asInt())
                .isEqualTo(1);
        assertThat(clinic.as("admin").get("/api/hl7/messages?mrn=PAT12345").status())
                .isEqualTo(200);
    }

    @Test
    void a_document_is_shown_with_phi_only_though_the_table_does_not_say_so() throws IOException {
        Clinic clinic = hub.clinic();
        String message = Files.readString(Path.of("src/test/resources/hl7/oru-r01-lab-results-derm.hl7"));
        clinic.as("admin").send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
        String biopsy = clinic.patient();
        String document = hub.sql(
                "INSERT INTO biopsy_documents (tenant_id, message_id, biopsy_id, media_type, content)"
                        + " SELECT tenant_id, id, ?::uuid, 'application/pdf', 'PHIMARK' FROM hl7 WHERE tenant_id = ?"
                        + " RETURNING id::text",
                biopsy,
                clinic.tenant().value());
        String path = "/api/biopsies/" + biopsy + "/documents/" + document;

        Client.Answer refused = clinic.as("clerk").get(path);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).doesNotContain(MARK);
        assertThat(clinic.as("admin").get(path).text()).isEqualTo(MARK);
    }

    @Test
    void one_role_with_phi_is_enough() {
        Clinic clinic = hub.clinic();

        assertThat(clinic.as("clerk").get("/api/patients").text()).doesNotContain("Lee");
        assertThat(clinic.as("clerk", "nurse").get("/api/patients").text()).contains("Lee");
    }

    /** JSON that is written with single quotes. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static Client.Answer keep(List<Client.Answer> answers, Client.Answer answer) {
        answers.add(answer);
        return answer;
    }

    private static List<JsonNode> until(String event, SocketClient socket) {
        List<JsonNode> frames = new ArrayList<>();
        do {
            frames.add(socket.next());
        } while (!frames.get(frames.size() - 1).path("event").asText().equals(event));
        return frames;
    }

    private static List<String> names(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.path("event").asText()).toList();
    }
}
