package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each REST write and the frames it causes, in order: the table of the public contract. */
class EventsOfWritesScenarioIT {
    private final Clinic clinic = RunningHub.shared().clinic();
    private final Client admin = clinic.as("admin");
    private SocketClient screen;

    @BeforeEach
    void open_a_screen() {
        screen = clinic.socket("/ws", "admin");
    }

    @AfterEach
    void nothing_more_came() {
        assertThat(screen.waiting()).isZero();
        screen.close();
    }

    @Test
    void an_appointment_is_made_moved_checked_in_and_another_cancelled() {
        String id = appointment();
        JsonNode created = data("appointment:created").path("appointment");
        assertThat(created.path("patientName").asText()).isEqualTo("Ann Lee");
        assertThat(created.path("providerName").asText()).isEqualTo("Dr. Ada Reyes");
        assertThat(created.path("status").asText()).isEqualTo("scheduled");

        ok(
                admin.post(
                        "/api/appointments/" + id + "/reschedule",
                        """
                {"scheduledStart":"2026-12-02T09:00:00Z","scheduledEnd":"2026-12-02T09:30:00Z"}"""));
        assertThat(data("appointment:updated")
                        .path("appointment")
                        .path("scheduledStart")
                        .asText())
                .isEqualTo("2026-12-02T09:00:00.000Z");

        ok(admin.post("/api/appointments/" + id + "/status", "{\"status\":\"checked_in\"}"));
        List<JsonNode> checkedIn = screen.expect("appointment:updated", "appointment:checkedin");
        assertThat(checkedIn.get(1).path("data").path("appointmentId").asText()).isEqualTo(id);
        assertThat(checkedIn.get(1).path("data").path("patientId").asText()).isEqualTo(clinic.patient());
        assertThat(checkedIn.get(1).path("data").path("patientName").asText()).isEqualTo("Ann Lee");

        String other = appointment();
        screen.expect("appointment:created");
        ok(admin.post("/api/appointments/" + other + "/status", "{\"status\":\"cancelled\",\"reason\":\"flu\"}"));
        assertThat(screen.expect("appointment:updated", "appointment:cancelled")
                        .get(1)
                        .path("data")
                        .path("reason")
                        .asText())
                .isEqualTo("flu");
    }

    @Test
    void a_patient_is_registered_and_changed() {
        Client.Answer created = created(admin.post(
                "/api/patients",
                "{\"firstName\":\"Eva\",\"lastName\":\"Moss\",\"dob\":\"1990-01-31\",\"balance\":1000}"));
        assertThat(data("patient:created").path("patient").path("balance").asLong())
                .isEqualTo(1000);

        String path = "/api/patients/" + created.id();
        ok(admin.put(path, "{\"phone\":\"555-0100\"}"));
        assertThat(data("patient:updated").path("patient").path("phone").asText())
                .isEqualTo("555-0100");

        ok(admin.put(path, "{\"insurance\":{\"payer\":\"Acme\",\"verified\":true}}"));
        assertThat(screen.expect("patient:updated", "patient:insurance_verified")
                        .get(1)
                        .path("data")
                        .path("insuranceInfo")
                        .path("payer")
                        .asText())
                .isEqualTo("Acme");

        ok(admin.put(path, "{\"balance\":2500}"));
        JsonNode moved = screen.expect("patient:updated", "patient:balance_changed")
                .get(1)
                .path("data");
        assertThat(moved.path("oldBalance").asLong()).isEqualTo(1000);
        assertThat(moved.path("newBalance").asLong()).isEqualTo(2500);
        assertThat(moved.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void an_encounter_is_opened_changed_completed_and_signed() {
        String path = "/api/encounters/"
                + created(admin.post("/api/encounters", withPatient("\"providerId\":\"%s\"", clinic.provider())))
                        .id();
        screen.expect("encounter:created");
        ok(admin.post(path, "{\"chiefComplaint\":\"itch\"}"));
        assertThat(data("encounter:updated")
                        .path("encounter")
                        .path("chiefComplaint")
                        .asText())
                .isEqualTo("itch");
        ok(admin.post(path + "/complete", null));
        assertThat(data("encounter:completed").path("providerId").asText()).isEqualTo("user-admin");
        ok(admin.post(path + "/sign", "{}"));
        assertThat(data("encounter:signed").path("providerId").asText()).isEqualTo("user-admin");
    }

    @Test
    void an_encounter_is_signed_at_once() {
        String path = "/api/encounters/"
                + created(admin.post("/api/encounters", withPatient("\"providerId\":\"%s\"", clinic.provider())))
                        .id();
        screen.expect("encounter:created");
        ok(admin.post(path + "/sign", null));
        assertThat(data("encounter:signed").path("providerId").asText()).isEqualTo("user-admin");
        assertThat(admin.post(path + "/complete", null).status()).isEqualTo(409);
    }

    @Test
    void a_biopsy_is_ordered_resulted_corrected_and_reviewed() {
        Client.Answer created = created(admin.post(
                "/api/biopsies",
                withPatient(
                        "\"orderingProviderId\":\"%s\",\"bodyLocation\":\"left arm\",\"specimenType\":\"punch\",\"pathLab\":\"GH\"",
                        clinic.provider())));
        String path = "/api/biopsies/" + created.id();
        assertThat(data("biopsy:created")
                        .path("biopsy")
                        .path("orderingProviderName")
                        .asText())
                .isEqualTo("Dr. Ada Reyes");
        assertThat(admin.post(path + "/review", null).status()).isEqualTo(409);

        ok(admin.patch(path, "{\"pathLabCaseNumber\":\"S26-1\"}"));
        screen.expect("biopsy:updated");
        ok(admin.post(path + "/result", "{\"diagnosis\":\"Nevus\"}"));
        List<JsonNode> result = screen.expect("biopsy:result_received", "biopsy:updated");
        assertThat(result.get(0).path("data").path("diagnosis").asText()).isEqualTo("Nevus");
        assertThat(result.get(0).path("data").has("corrected")).isFalse();
        assertThat(result.get(1).path("data").path("biopsy").path("status").asText())
                .isEqualTo("resulted");

        ok(admin.post(path + "/result", "{\"diagnosis\":\"Melanoma\"}"));
        assertThat(screen.expect("biopsy:result_received", "biopsy:updated")
                        .get(0)
                        .path("data")
                        .path("corrected")
                        .asBoolean())
                .isTrue();
        ok(admin.post(path + "/review", null));
        JsonNode reviewed = data("biopsy:reviewed");
        assertThat(reviewed.path("reviewedBy").asText()).isEqualTo("user-admin");
        assertThat(reviewed.path("patientId").asText()).isEqualTo(clinic.patient());
        Client.Answer back = admin.patch(path, "{\"status\":\"resulted\"}");
        assertThat(back.status()).as(back.text()).isEqualTo(409);
    }

    @Test
    void a_claim_is_opened_submitted_denied_appealed_and_paid() {
        String path = "/api/claims/" + claim(",\"payer\":\"Aetna\",\"totalCharges\":15000");
        screen.expect("claim:created");
        ok(admin.put(path, "{\"payerName\":\"Aetna PPO\"}"));
        screen.expect("claim:updated");
        assertThat(admin.post(path + "/status", "{\"status\":\"paid\"}").status())
                .isEqualTo(409);

        ok(admin.post(path + "/status", "{\"status\":\"submitted\"}"));
        List<JsonNode> submitted = screen.expect("claim:status_changed", "claim:updated", "claim:submitted");
        assertThat(submitted.get(0).path("data").path("oldStatus").asText()).isEqualTo("draft");
        assertThat(submitted.get(0).path("data").path("newStatus").asText()).isEqualTo("submitted");
        assertThat(submitted.get(2).path("data").path("payer").asText()).isEqualTo("Aetna");

        ok(admin.post(path + "/status", "{\"status\":\"denied\"}"));
        assertThat(screen.expect("claim:status_changed", "claim:updated", "claim:denied")
                        .get(2)
                        .path("data")
                        .path("reason")
                        .asText())
                .isEqualTo("Unknown reason");
        ok(admin.post(path + "/status", "{\"status\":\"appealed\"}"));
        screen.expect("claim:status_changed", "claim:updated");
        ok(admin.post(path + "/status", "{\"status\":\"paid\"}"));
        assertThat(screen.expect("claim:status_changed", "claim:updated", "claim:paid")
                        .get(2)
                        .path("data")
                        .path("amount")
                        .asLong())
                .isEqualTo(15000);
    }

    @Test
    void a_payment_is_received_and_posted_to_the_balance() {
        String claim = claim(",\"lineItems\":[{\"cpt\":\"11102\",\"dx\":[\"D22.9\"],\"units\":1,\"charge\":9000}]");
        assertThat(data("claim:created").path("claim").path("totalCharges").asLong())
                .isEqualTo(9000);
        Client.Answer payment = created(
                admin.post("/api/claims/" + claim + "/payments", "{\"amount\":4000,\"paymentDate\":\"2026-11-20\"}"));
        assertThat(payment.header("Location")).isEqualTo("/api/payments/" + payment.id());
        assertThat(data("payment:received").path("payment").path("claimId").asText())
                .isEqualTo(claim);

        ok(admin.post("/api/payments/" + payment.id() + "/post", null));
        List<JsonNode> posted = screen.expect("payment:posted", "patient:balance_changed");
        assertThat(posted.get(0).path("data").path("amount").asLong()).isEqualTo(4000);
        assertThat(posted.get(1).path("data").path("newBalance").asLong()).isEqualTo(-4000);
        assertThat(admin.post("/api/payments/" + payment.id() + "/post", null).status())
                .isEqualTo(409);
    }

    @Test
    void a_prior_authorization_is_asked_for_approved_and_another_denied() {
        String id = created(admin.post("/api/prior-auths", withPatient("\"serviceType\":\"Mohs\"")))
                .id();
        screen.expect("prior_auth:created");
        ok(admin.post(
                "/api/prior-auths/" + id + "/status",
                "{\"status\":\"approved\",\"authNumber\":\"A-1\",\"expirationDate\":\"2027-01-01\"}"));
        assertThat(screen.expect("prior_auth:status_changed", "prior_auth:approved")
                        .get(1)
                        .path("data")
                        .path("authNumber")
                        .asText())
                .isEqualTo("A-1");
        String other = created(admin.post("/api/prior-auths", withPatient("\"serviceType\":\"Mohs\"")))
                .id();
        screen.expect("prior_auth:created");
        ok(admin.post("/api/prior-auths/" + other + "/status", "{\"status\":\"denied\",\"reason\":\"not needed\"}"));
        assertThat(screen.expect("prior_auth:status_changed", "prior_auth:denied")
                        .get(1)
                        .path("data")
                        .path("reason")
                        .asText())
                .isEqualTo("not needed");
    }

    @Test
    void a_prescription_is_written_sent_and_filled() {
        String path = prescription();
        ok(admin.post(path + "/send", null));
        List<JsonNode> sent = screen.expect("prescription:status_changed", "prescription:sent");
        assertThat(sent.get(1).path("data").path("medication").asText()).isEqualTo("Tretinoin");
        ok(admin.post(path + "/status", "{\"status\":\"filled\"}"));
        assertThat(data("prescription:status_changed").path("status").asText()).isEqualTo("filled");
    }

    @Test
    void a_prescription_whose_status_is_moved_to_sent_was_not_sent_from_here() {
        String path = prescription();
        ok(admin.post(path + "/status", "{\"status\":\"sent\"}"));
        assertThat(data("prescription:status_changed").path("status").asText()).isEqualTo("sent");
        ok(admin.post(path + "/status", "{\"status\":\"filled\"}"));
        assertThat(data("prescription:status_changed").path("status").asText()).isEqualTo("filled");
    }

    @Test
    void a_change_by_plain_sql_causes_the_events_of_the_rest_write() {
        String id = claim(",\"totalCharges\":100");
        screen.expect("claim:created");
        RunningHub.shared().sql("UPDATE claims SET status = 'denied' WHERE id = ?::uuid", id);
        List<JsonNode> denied = screen.expect("claim:status_changed", "claim:updated", "claim:denied");
        assertThat(denied.get(1).path("data").path("claim").path("patientName").asText())
                .isEqualTo("Ann Lee");
    }

    /** The path of a new one, whose event has come. */
    private String prescription() {
        Client.Answer created = created(admin.post(
                "/api/prescriptions",
                withPatient("\"providerId\":\"%s\",\"medication\":\"Tretinoin\"", clinic.provider())));
        screen.expect("prescription:created");
        return "/api/prescriptions/" + created.id();
    }

    private JsonNode data(String event) {
        return screen.expect(event).get(0).path("data");
    }

    private String appointment() {
        return created(admin.post(
                        "/api/appointments",
                        withPatient(
                                "\"providerId\":\"%s\",\"scheduledStart\":\"2026-12-01T09:00:00Z\",\"scheduledEnd\":\"2026-12-01T09:30:00Z\"",
                                clinic.provider())))
                .id();
    }

    private String claim(String more) {
        return created(admin.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\"" + more + "}"))
                .id();
    }

    private String withPatient(String fields, Object... values) {
        return "{\"patientId\":\"" + clinic.patient() + "\"," + fields.formatted(values) + "}";
    }

    private static void ok(Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static Client.Answer created(Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Location")).endsWith("/" + answer.id());
        return answer;
    }
}
