package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A clinic's laboratory, which reports over HTTP, and the people who look after its messages. */
final class Lab {
    final Clinic clinic = RunningHub.shared().clinic();
    final Client provider = clinic.as("provider");
    final Client engineer = clinic.as("integration");
    private final Client line = clinic.as("lab_interface");

    /** Reports, and gives the message as it is kept; the last of its parts. */
    JsonNode report(String message) {
        Client.Answer answer = line.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
        assertThat(answer.text()).contains("\rMSA|AA|");
        return messages("controlId=" + message.split("\\|")[9]).get(0);
    }

    /** Reports in the bytes of a character set that is not the web's. */
    void report(byte[] message) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RunningHub.shared().http() + "/api/hl7"))
                .header("Authorization", "Bearer " + RunningHub.shared().token(clinic.tenant(), "lab", "lab_interface"))
                .header("Content-Type", "application/hl7-v2")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .body())
                .contains("\rMSA|AA|");
    }

    /** Messages, newest first. */
    List<JsonNode> messages(String query) {
        List<JsonNode> messages = new ArrayList<>();
        line.get("/api/hl7/messages?" + query).json().path("items").forEach(messages::add);
        return messages;
    }

    JsonNode message(String id) {
        return engineer.get("/api/hl7/messages/" + id).json();
    }

    Client.Answer act(String id, String action, String json) {
        return engineer.post("/api/hl7/messages/" + id + "/" + action, json);
    }

    /** Processes an edited copy of a message, and gives the copy as it is kept. */
    JsonNode edit(String id, String text) {
        Client.Answer answer = engineer.send(
                "POST",
                "/api/hl7/messages/" + id + "/reprocess",
                text,
                "Content-Type",
                "application/hl7-v2",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    JsonNode biopsy(String id) {
        return provider.get("/api/biopsies/" + id).json();
    }

    /** Orders a biopsy of Ann Lee (MRN1). */
    String order(String number) {
        return order(clinic.patient(), number);
    }

    String order(String patient, String number) {
        return provider.post(
                        "/api/biopsies",
                        """
                {"patientId":"%s","orderingProviderId":"%s","bodyLocation":"Left forearm","specimenType":"punch","pathLab":"East","orderNumber":"%s"}"""
                                .formatted(patient, clinic.provider(), number))
                .id();
    }

    /** Registers another patient of the clinic. */
    String patient(String mrn, String firstName, String lastName, String dob) {
        UUID id = UUID.randomUUID();
        RunningHub.shared()
                .sql(
                        "INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob) VALUES (?, ?, ?, ?, ?,"
                                + " ?::date)",
                        clinic.tenant().value(),
                        id,
                        mrn,
                        firstName,
                        lastName,
                        dob);
        return id.toString();
    }

    /** A final result of one order. */
    static String result(String mrn, String order, String diagnosis) {
        return oru(mrn, obr(order, "CASE-" + order, "F", "20250108120000"), obx(diagnosis, "F"));
    }

    static String oru(String mrn, String... segments) {
        return message("ORU^R01", "PID|1||" + mrn + "^^^C^MR||LEE^ANN||19800101|F", String.join("\r", segments));
    }

    static String message(String type, String... segments) {
        return "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||" + type + "|" + UUID.randomUUID() + "|P|2.5\r"
                + String.join("\r", segments) + "\r";
    }

    static String obr(String placer, String filler, String status, String reported) {
        return "OBR|1|" + placer + "|" + filler + "|88305^PATH^C4||||||||||||||||||" + reported + "|||" + status;
    }

    static String obx(String diagnosis, String status) {
        return "OBX|1|TX|22637-3^Final Diagnosis^LN||" + diagnosis + "||||||" + status;
    }
}
