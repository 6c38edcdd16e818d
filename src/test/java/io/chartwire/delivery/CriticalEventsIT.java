package io.chartwire.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether somebody has seen what must be seen. Time passes here by a statement that says it has. */
class CriticalEventsIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client provider = clinic.as("provider");
    private String biopsy;

    @BeforeEach
    void order_a_biopsy() {
        biopsy = provider.post(
                        "/api/biopsies",
                        "{\"patientId\":\"%s\",\"orderingProviderId\":\"%s\",\"bodyLocation\":\"arm\",\"specimenType\":\"punch\"}"
                                .formatted(clinic.patient(), clinic.provider()))
                .id();
    }

    @Test
    void marks_a_malignancy_as_critical_and_nothing_else() {
        try (SocketClient screen = clinic.socket("/ws/biopsies", "nurse")) {
            result("Melanoma in situ", "melanoma");
            JsonNode malignant =
                    screen.expect("biopsy:result_received", "biopsy:updated").get(0);
            assertThat(malignant.path("critical").asBoolean()).isTrue();
            result("Nevus", "none");
            screen.expect("biopsy:result_received", "biopsy:updated")
                    .forEach(frame -> assertThat(frame.has("critical")).isFalse());
            String id = malignant.path("id").asText();
            assertThat(awaitCritical(id).path("sockets").asInt()).isEqualTo(1);
            assertThat(open().size()).isEqualTo(1);
        }
    }

    @Test
    void tells_the_escalation_roles_again_and_again_until_somebody_confirms() {
        try (SocketClient nurse = clinic.socket("/ws", "nurse");
                SocketClient manager = clinic.socket("/ws/critical-events", "manager")) {
            result("Melanoma in situ", "melanoma");
            String id = nurse.expect("biopsy:result_received", "biopsy:updated")
                    .get(0)
                    .path("id")
                    .asText();
            awaitCritical(id);
            for (int escalation = 1; escalation <= 2; escalation++) {
                timePasses();
                JsonNode data = manager.expect("critical:unacknowledged").get(0).path("data");
                assertThat(data.path("eventId").asText()).isEqualTo(id);
                assertThat(data.path("event").asText()).isEqualTo("biopsy:result_received");
                assertThat(data.path("biopsyId").asText()).isEqualTo(biopsy);
                assertThat(data.path("patientId").asText()).isEqualTo(clinic.patient());
                assertThat(data.path("escalation").asInt()).isEqualTo(escalation);
            }
            nurse.say("{\"ack\":\"" + id + "\"}");
            // Its audience is not the nurse: what comes first is the answer and the news that it is confirmed.
            assertThat(new String[] {
                        nurse.next().path("event").asText(),
                        nurse.next().path("event").asText()
                    })
                    .containsExactlyInAnyOrder("confirmed", "critical:acknowledged");
            JsonNode acknowledged =
                    manager.expect("critical:acknowledged").get(0).path("data");
            assertThat(acknowledged.path("acknowledgedBy").asText()).isEqualTo("screen");
            assertThat(clinic.as("compliance_officer")
                            .get("/api/audit?action=sockets-confirm&kind=critical-events")
                            .json()
                            .at("/items/0/actor")
                            .asText())
                    .isEqualTo("screen");
            timePasses();
            assertThat(open()).isEmpty();
            result("Melanoma in situ again", "melanoma");
            String next = nurse.expect("biopsy:result_received", "biopsy:updated")
                    .get(0)
                    .path("id")
                    .asText();
            awaitCritical(next);
            timePasses();
            assertThat(manager.next().path("data").path("eventId").asText()).isEqualTo(next);
        }
    }

    @Test
    void takes_a_confirmation_over_rest_once() {
        try (SocketClient screen = clinic.socket("/ws/critical-events", "provider")) {
            String id = malignancy();
            String path = "/api/critical-events/" + awaitCritical(id).path("id").asText() + "/acknowledge";
            Client.Answer answer = provider.post(path, "{}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("acknowledgedBy").asText()).isEqualTo("user-provider");
            screen.expect("critical:acknowledged");
            assertThat(provider.post(path, "{}").status()).isEqualTo(409);
        }
    }

    @Test
    void takes_no_confirmation_from_who_may_not_hear_the_event() {
        String id = malignancy();
        String path = "/api/critical-events/" + awaitCritical(id).path("id").asText();
        assertThat(clinic.as("billing").post(path + "/acknowledge", "{}").status())
                .isEqualTo(403);
        assertThat(hub.clinic().as("provider").post(path + "/acknowledge", "{}").status())
                .isEqualTo(404);
        assertThat(hub.clinic().as("provider").get(path).status()).isEqualTo(404);
        try (SocketClient desk = clinic.socket("/ws", "front_desk")) {
            desk.say("{\"ack\":\"" + id + "\"}");
            assertThat(desk.expect("error").get(0).path("code").asText()).isEqualTo("unknown_event");
        }
        assertThat(provider.get(path).json().path("status").asText()).isEqualTo("open");
    }

    @Test
    void takes_a_confirmation_of_who_may_not_acknowledge_for_no_more_than_that_the_event_came() {
        String id = malignancy();
        String path = "/api/critical-events/" + awaitCritical(id).path("id").asText();
        assertThat(clinic.as("analyst").post(path + "/acknowledge", "{}").status())
                .isEqualTo(403);
        try (SocketClient analyst = clinic.socket("/ws/biopsies", "analyst");
                SocketClient manager = clinic.socket("/ws/critical-events", "manager")) {
            analyst.say("{\"ack\":\"" + id + "\"}");
            analyst.expect("confirmed");
            assertThat(provider.get(path).json().path("status").asText()).isEqualTo("open");
            timePasses();
            manager.expect("critical:unacknowledged");
            assertThat(open().size()).isEqualTo(1);
        }
        try (SocketClient promoted = clinic.socket("/ws/biopsies", "nurse")) {
            promoted.say("{\"ack\":\"" + id + "\"}");
            promoted.expect("confirmed");
        }
        assertThat(open()).isEmpty();
        assertThat(hub.sql("SELECT acknowledges::text FROM event_confirmations WHERE event_id = ?", id))
                .isEqualTo("true");
    }

    @Test
    void closes_in_its_time_what_was_confirmed_before_it_was_known() {
        String id = malignancy();
        awaitCritical(id);
        hub.sql(
                "INSERT INTO event_confirmations (tenant_id, event_id, confirmed_by) VALUES (?, ?, 'early')",
                clinic.tenant().value(),
                id);
        try (SocketClient manager = clinic.socket("/ws/critical-events", "manager")) {
            timePasses();
            assertThat(manager.expect("critical:acknowledged")
                            .get(0)
                            .path("data")
                            .path("acknowledgedBy")
                            .asText())
                    .isEqualTo("early");
        }
    }

    @Test
    void follows_a_message_from_the_laboratory_to_the_screen() {
        hub.sql("UPDATE biopsies SET order_number = 'ORD-1' WHERE id = ?::uuid", biopsy);
        Client lab = clinic.as("lab_interface");
        try (SocketClient nurse = clinic.socket("/ws/biopsies", "nurse");
                SocketClient second = clinic.socket("/ws/biopsies", "provider")) {
            Client.Answer ack = lab.send("POST", "/api/hl7", oru(), "Content-Type", "application/hl7-v2");
            assertThat(ack.text()).contains("MSA|AA|");
            String id = nurse.expect("biopsy:result_received", "biopsy:updated")
                    .get(0)
                    .path("id")
                    .asText();
            awaitCritical(id);
            nurse.say("{\"ack\":\"" + id + "\"}");
            nurse.expect("confirmed");
            second.expect("biopsy:result_received", "biopsy:updated");
        }
        String message = lab.get("/api/hl7/messages")
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        JsonNode events =
                lab.get("/api/hl7/messages/" + message).json().path("delivery").path("events");
        assertThat(events.findValuesAsText("event")).containsExactly("biopsy:result_received", "biopsy:updated");
        JsonNode received = events.get(0);
        assertThat(received.path("sockets").asInt()).isEqualTo(2);
        assertThat(received.path("critical").asText()).isEqualTo("acknowledged");
        assertThat(received.path("acknowledgements").get(0).path("by").asText()).isEqualTo("screen");
        assertThat(events.get(1).path("acknowledgements")).isEmpty();
        assertThat(open()).isEmpty();
    }

    private String oru() {
        return "MSH|^~\\&|LAB|PATH|HUB|CLINIC|20250108120000||ORU^R01|M1|P|2.5\r"
                + "PID|1||MRN1^^^CLINIC^MR||Lee^Ann\rORC|RE|ORD-1\r"
                + "OBR|1|ORD-1|CASE-1|22637-3^Pathology^LN|||20250108120000|||||||||||||||20250108120000|||F\r"
                + "OBX|1|TX|22637-3^Pathology report diagnosis^LN||Basal cell carcinoma||||||F\r";
    }

    private void result(String diagnosis, String malignancy) {
        Client.Answer answer = provider.post(
                "/api/biopsies/" + biopsy + "/result",
                "{\"diagnosis\":\"%s\",\"malignancyType\":\"%s\"}".formatted(diagnosis, malignancy));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private String malignancy() {
        try (SocketClient screen = clinic.socket("/ws/biopsies", "nurse")) {
            result("Melanoma in situ", "melanoma");
            return screen.expect("biopsy:result_received", "biopsy:updated")
                    .get(0)
                    .path("id")
                    .asText();
        }
    }

    private void timePasses() {
        hub.sql(
                "UPDATE critical_events SET due_at = clock_timestamp() WHERE tenant_id = ? AND status = 'open'",
                clinic.tenant().value());
    }

    private JsonNode open() {
        return provider.get("/api/critical-events?status=open").json().path("items");
    }

    /** It is kept after its frame was sent, so it is there a moment later. */
    private JsonNode awaitCritical(String eventId) {
        return hub.await(() -> {
            for (JsonNode item : provider.get("/api/critical-events").json().path("items")) {
                if (item.path("eventId").asText().equals(eventId)) {
                    return item;
                }
            }
            return null;
        });
    }
}
