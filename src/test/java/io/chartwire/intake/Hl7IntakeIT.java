package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages from a laboratory, over MLLP (which is the demo clinic's line) and HTTP, to the database and the screens. */
class Hl7IntakeIT {
    private static final String FINAL = "20250108120000";

    private final Clinic clinic = RunningHub.shared().clinic();
    private final Client lab = clinic.as("lab_interface");
    private final Client provider = clinic.as("provider");
    private final Client engineer = clinic.as("integration");
    private final String order = "ORD-" + UUID.randomUUID();

    @Test
    void answers_a_result_over_mllp_and_announces_it() {
        Clinic demo = RunningHub.shared().demo();
        String biopsy = biopsyOfDemo();
        try (MllpClient engine = MllpClient.open();
                SocketClient screen = demo.socket("/ws/biopsies", "provider")) {
            assertThat(engine.ask(oru("F", FINAL, "PAT12345", "Basal cell carcinoma")))
                    .contains("\rMSA|AA|");
            List<JsonNode> frames = screen.expect("biopsy:result_received", "biopsy:updated");
            JsonNode received = frames.get(0).path("data");
            assertThat(received.path("biopsyId").asText()).isEqualTo(biopsy);
            assertThat(received.path("diagnosis").asText()).isEqualTo("Basal cell carcinoma");
            assertThat(received.has("corrected")).isFalse();
        }
    }

    @Test
    void answers_pipelined_frames_in_their_order() {
        try (MllpClient engine = MllpClient.open()) {
            List<String> messages = new ArrayList<>();
            for (int count = 0; count < 20; count++) {
                messages.add(oru("F", FINAL, "NOBODY", "x"));
            }
            engine.send(
                    String.join("\n", messages.stream().map(MllpClient::frame).toList()));
            for (String message : messages) {
                assertThat(engine.answer()).endsWith("MSA|AA|" + controlId(message) + "\r");
            }
        }
    }

    @Test
    void stores_a_message_once_when_copies_come_at_once() throws Exception {
        biopsyOfDemo();
        String message = oru("F", FINAL, "PAT12345", "Nevus");
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int copy = 0; copy < 6; copy++) {
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (MllpClient engine = MllpClient.open()) {
                            start.await();
                            return engine.ask(message);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        start.countDown();
        assertThat(answers.stream().map(CompletableFuture::join).distinct().toList())
                .hasSize(1);
        assertThat(RunningHub.shared()
                        .sql(
                                "SELECT count(*) || '/' || sum(duplicates) FROM hl7 WHERE control_id = ?",
                                controlId(message)))
                .isEqualTo("1/5");
        assertThat(RunningHub.shared().sql("SELECT result_version FROM biopsies WHERE order_number = ?", order))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            AL, AL, CA AA
            AL, NE, CA
            NE, AL, AA
            ER, AL, AA
            SU, ER, CA
            """)
    void answers_in_enhanced_mode_as_asked(String accept, String application, String codes) {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(MllpClient.frame(oru("F", FINAL, "NOBODY", "x")
                    .replace("|P|2.5\r", "|P|2.5|||" + accept + "|" + application + "\r")));
            for (String code : codes.split(" ")) {
                assertThat(engine.answer()).contains("\rMSA|" + code + "|");
            }
        }
    }

    @Test
    void answers_in_a_character_set_that_can_only_be_read() {
        try (MllpClient engine = MllpClient.open()) {
            String message = oru("F", FINAL, "NOBODY", "x").replace("|P|2.5\r", "|P|2.5||||||ISO-2022-CN\r");
            assertThat(engine.ask(message)).contains("\rMSA|AA|" + controlId(message));
        }
    }

    @Test
    void goes_on_after_a_message_that_wants_no_answer() {
        try (MllpClient engine = MllpClient.open()) {
            engine.send(MllpClient.frame(oru("F", FINAL, "NOBODY", "x").replace("|P|2.5\r", "|P|2.5|||NE|NE\r")));
            String next = oru("F", FINAL, "NOBODY", "x");
            assertThat(engine.ask(next)).contains("\rMSA|AA|" + controlId(next));
        }
    }

    @Test
    void refuses_what_will_never_be_accepted_and_keeps_it() {
        String message = oru("F", FINAL, "MRN1", "x");
        assertThat(post(message.replace("ORU^R01", "MDM^T02"))).contains("\rMSA|AR|", "\rERR||MSH^1^9|200^");
        assertThat(post(message.replace(controlId(message), ""))).contains("\rMSA|AR||", "\rERR||MSH^1^10|101^");
        assertThat(post(message.replace(controlId(message), "\"\""))).contains("\rMSA|AR||", "\rERR||MSH^1^10|101^");
        assertThat(post("hello")).contains("\rMSA|AR||", "\rERR||MSH^1|100^");
        assertThat(messages("status=rejected")).hasSize(4);
    }

    @Test
    void lives_through_preliminary_final_corrected_and_late() {
        String biopsy = biopsy();
        try (SocketClient screen = clinic.socket("/ws/biopsies", "provider")) {
            post(oru("P", "20250107120000", "MRN1", "pending"));
            assertThat(screen.expect("biopsy:updated")
                            .get(0)
                            .at("/data/biopsy/status")
                            .asText())
                    .isEqualTo("processing");

            post(oru("F", FINAL, "MRN1", "Melanoma in situ"));
            assertThat(screen.expect("biopsy:result_received", "biopsy:updated")
                            .get(0)
                            .path("data")
                            .has("corrected"))
                    .isFalse();

            post(oru("C", "20250109120000", "MRN1", "Melanoma, invasive"));
            assertThat(screen.expect("biopsy:result_received", "biopsy:updated")
                            .get(0)
                            .at("/data/corrected")
                            .asBoolean())
                    .isTrue();

            post(oru("F", FINAL, "MRN1", "Melanoma in situ, sent late"));
            assertThat(screen.expect("biopsy:updated")
                            .get(0)
                            .at("/data/biopsy/diagnosis")
                            .asText())
                    .isEqualTo("Melanoma, invasive");

            post(oru("P", "20250110120000", "MRN1", "pending"));
            post(oru("X", "20250110120000", "MRN1", "cancelled"));
            assertThat(provider.get("/api/biopsies/" + biopsy)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("resulted");
            assertThat(screen.waiting()).isZero();
        }
        List<String> versions = new ArrayList<>();
        provider.get("/api/biopsies/" + biopsy + "/versions")
                .json()
                .path("items")
                .forEach(version -> versions.add(version.path("diagnosis").asText()
                        + (version.path("current").asBoolean() ? " (current)" : "")));
        assertThat(versions)
                .containsExactly("Melanoma in situ, sent late", "Melanoma, invasive (current)", "Melanoma in situ");
    }

    @Test
    void never_gives_a_result_to_another_patient() {
        String biopsy = biopsy();
        try (SocketClient console = clinic.socket("/ws/hl7", "integration")) {
            String message = oru("F", FINAL, "MRN2", "Melanoma");
            assertThat(post(message)).contains("\rMSA|AA|");
            JsonNode unmatched = console.expect("hl7:unmatched").get(0).path("data");
            assertThat(unmatched.path("controlId").asText()).isEqualTo(controlId(message));
            assertThat(unmatched.path("reason").asText()).isEqualTo("The order belongs to another patient");
        }
        RunningHub.shared()
                .sql(
                        "INSERT INTO patients (tenant_id, mrn, first_name, last_name) VALUES (?, 'MRN2', 'Bea', 'Lee')",
                        clinic.tenant().value());
        String id = messages("status=unmatched").get(0).path("id").asText();
        assertThat(engineer.post("/api/hl7/messages/" + id + "/match", "{\"biopsyId\":\"" + biopsy + "\"}")
                        .status())
                .as("a person may not do it either")
                .isEqualTo(409);
        assertThat(provider.get("/api/biopsies/" + biopsy).json().path("status").asText())
                .isEqualTo("ordered");
        assertThat(provider.get("/api/biopsies/" + biopsy + "/observations")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void keeps_an_order_whose_number_is_none_for_a_person_and_takes_the_others() {
        String biopsy = biopsy();
        String message = oru("F", FINAL, "MRN1", "Nevus");
        post(message
                + message.substring(message.indexOf("OBR|"))
                        .replace(order, "9".repeat(3000) + order)
                        .replace("Nevus", "Other"));

        assertThat(messages("status=unmatched").get(0).path("reason").asText())
                .isEqualTo("The message has no order number");
        assertThat(provider.get("/api/biopsies/" + biopsy)
                        .json()
                        .path("diagnosis")
                        .asText())
                .isEqualTo("Nevus");
    }

    @Test
    void shows_the_loinc_code_beside_a_local_one() {
        String biopsy = biopsy();
        post(oru("F", FINAL, "MRN1", "Nevus")
                .replaceFirst("\\|22637-3\\^[^|]*\\|", "|DX^Diagnosis^L^22637-3^Final diagnosis^LN|"));

        JsonNode observation =
                provider.get("/api/biopsies/" + biopsy + "/observations").json().at("/items/0");
        assertThat(observation.path("code").asText()).isEqualTo("DX");
        assertThat(observation.path("loinc").asText()).isEqualTo("22637-3");
    }

    @Test
    void takes_a_result_back_from_a_wrong_biopsy() {
        String wrong = biopsy("wrong-" + order);
        String right = biopsy("right-" + order);
        post(oru("F", FINAL, "UNKNOWN", "Melanoma"));
        String message = messages("status=unmatched").get(0).path("id").asText();
        match(message, wrong);
        try (SocketClient screen = clinic.socket("/ws/biopsies", "provider")) {
            match(message, right);
            List<JsonNode> frames = screen.expect("biopsy:updated", "biopsy:result_received", "biopsy:updated");
            assertThat(frames.get(0).at("/data/biopsy/id").asText()).isEqualTo(wrong);
            assertThat(frames.get(0).at("/data/biopsy/status").asText()).isEqualTo("ordered");
            assertThat(frames.get(0).at("/data/biopsy").has("diagnosis")).isFalse();
            assertThat(frames.get(1).at("/data/biopsyId").asText()).isEqualTo(right);
        }
        assertThat(provider.get("/api/biopsies/" + wrong + "/versions").json().path("items"))
                .isEmpty();
        assertThat(provider.get("/api/biopsies/" + right + "/observations")
                        .json()
                        .path("items"))
                .hasSize(1);
        JsonNode history = engineer.get("/api/hl7/messages/" + message).json().path("history");
        assertThat(history.findValuesAsText("action")).containsExactly("received", "matched", "rematched");
        assertThat(history.get(2).path("actor").asText()).isEqualTo("user-integration");
        assertThat(engineer.post("/api/hl7/messages/" + message + "/match", "{\"biopsyId\":\"" + right + "\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void finds_the_biopsy_of_a_message_that_came_too_early() {
        String answer = post(oru("F", FINAL, "MRN1", "Melanoma"));
        String message = messages("status=unmatched").get(0).path("id").asText();
        String biopsy = biopsy();
        JsonNode again = engineer.post("/api/hl7/messages/" + message + "/reprocess", "{}")
                .json();
        assertThat(again.path("status").asText()).isEqualTo("processed");
        assertThat(again.path("biopsyId").asText()).isEqualTo(biopsy);
        assertThat(again.path("ack").asText()).isEqualTo(answer);
        assertThat(engineer.post("/api/hl7/messages/" + message + "/reprocess", "{}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void keeps_an_embedded_document() {
        String biopsy = biopsy();
        String pdf = "%PDF-1.4 a report of two pages";
        String base64 = Base64.getEncoder().encodeToString(pdf.getBytes());
        post(oru("F", FINAL, "MRN1", "Nevus") + "OBX|2|ED|PDF^Report^L||^application^pdf^Base64^" + base64
                + "||||||F\r");
        String documents = "/api/biopsies/" + biopsy + "/documents";
        JsonNode document = provider.get(documents).json().path("items").get(0);
        assertThat(document.path("contentType").asText()).isEqualTo("application/pdf");
        Client.Answer fetched =
                provider.get(documents + "/" + document.path("id").asText());
        assertThat(fetched.text()).isEqualTo(pdf);
        assertThat(fetched.header("Content-Type")).isEqualTo("application/pdf");
    }

    @Test
    void processes_and_flags_other_content_of_the_same_control_id() {
        String message = oru("F", FINAL, "MRN1", "one");
        post(message);
        post(message.replace("||one|", "||two|"));
        List<JsonNode> both = messages("controlId=" + controlId(message));
        assertThat(both).hasSize(2);
        assertThat(both.get(0).path("controlIdReused").asBoolean()).isTrue();
        assertThat(both.get(1).path("controlIdReused").asBoolean()).isFalse();
    }

    @Test
    void registers_patients_and_makes_appointments() {
        String patient = "PID|1||MRN7^^^C^MR||MOSS^EVA||19900131|F\r";
        try (SocketClient screen = clinic.socket("/ws", "admin")) {
            post(header("ADT^A04") + patient);
            post(header("ADT^A08") + patient.replace("EVA", "EVE"));
            screen.expect("patient:created", "patient:updated");
            post(siu("S12", "20300108143000"));
            post(siu("S13", "20300109143000"));
            post(siu("S15", "20300109143000"));
            List<JsonNode> frames = screen.expect(
                    "appointment:created", "appointment:updated", "appointment:updated", "appointment:cancelled");
            assertThat(frames.get(1).at("/data/appointment/scheduledStart").asText())
                    .isEqualTo("2030-01-09T14:30:00.000Z");
        }
    }

    private String siu(String trigger, String start) {
        return header("SIU^" + trigger) + "SCH|" + order + "|||||||Follow-up|30|min|^^30^" + start
                + "\rPID|1||MRN1^^^C^MR||LEE^ANN\rAIP|1||^Reyes^Ada\r";
    }

    private String oru(String status, String reported, String mrn, String diagnosis) {
        return header("ORU^R01") + "PID|1||" + mrn + "^^^C^MR||LEE^ANN||19800101|F\rOBR|1|" + order + "|CASE-" + order
                + "|88305^PATH^C4||||||||||||||||||" + reported + "|||" + status
                + "\rOBX|1|TX|22637-3^Final Diagnosis^LN||" + diagnosis
                + "||||||" + status + "\r";
    }

    private static String header(String type) {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||" + type + "|" + UUID.randomUUID() + "|P|2.5\r";
    }

    private static String controlId(String message) {
        return message.split("\\|")[9];
    }

    private String post(String message) {
        Client.Answer answer = lab.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    private List<JsonNode> messages(String query) {
        List<JsonNode> messages = new ArrayList<>();
        lab.get("/api/hl7/messages?" + query).json().path("items").forEach(messages::add);
        return messages;
    }

    private void match(String message, String biopsy) {
        Client.Answer matched =
                engineer.post("/api/hl7/messages/" + message + "/match", "{\"biopsyId\":\"" + biopsy + "\"}");
        assertThat(matched.json().path("biopsyId").asText()).isEqualTo(biopsy);
    }

    private String biopsy() {
        return biopsy(order);
    }

    private String biopsy(String number) {
        return ordered(provider, clinic.patient(), clinic.provider(), number);
    }

    private String biopsyOfDemo() {
        RunningHub hub = RunningHub.shared();
        String patient = hub.sql("SELECT id FROM patients WHERE tenant_id = 'demo' AND mrn = 'PAT12345'");
        String doctor = hub.sql("SELECT id FROM providers WHERE tenant_id = 'demo' LIMIT 1");
        return ordered(hub.demo().as("provider"), patient, doctor, order);
    }

    private static String ordered(Client by, String patient, String doctor, String number) {
        return by.post(
                        "/api/biopsies",
                        """
                {"patientId":"%s","orderingProviderId":"%s","bodyLocation":"Nose","specimenType":"punch","pathLab":"East","orderNumber":"%s"}"""
                                .formatted(patient, doctor, number))
                .id();
    }
}
