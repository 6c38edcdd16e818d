package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of another program that no route can see, or hardly: what follows them is told all the same. */
class UnreadableChangesIT {
    private static RunningHub hub;

    private final Clinic clinic = hub.clinic();

    @BeforeAll
    static void a_hub_of_its_own() {
        hub = RunningHub.alone(Map.of());
    }

    @AfterAll
    static void close() {
        hub.close();
    }

    @Test
    void of_a_tenant_whose_name_is_none_is_a_dead_letter_and_keeps_no_other() {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            hub.sql("INSERT INTO patients (tenant_id, first_name, last_name) VALUES ('Not A Tenant', 'a', 'b')");
            claim();
            screen.expect("claim:created");
        }
        assertThat(hub.sql("SELECT status || ' ' || (change #>> '{after,first_name}') FROM dead_letters"
                        + " WHERE tenant_id = 'Not A Tenant'"))
                .isEqualTo("pending a");
    }

    @Test
    void nested_too_deep_is_a_dead_letter_and_keeps_no_other() {
        Client engineer = clinic.as("integration");
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            hub.sql(
                    "UPDATE patients SET insurance = (repeat('[', 1500) || repeat(']', 1500))::jsonb WHERE tenant_id = ?"
                            + " AND id = ?::uuid",
                    clinic.tenant().value(),
                    clinic.patient());
            claim();
            screen.expect("claim:created");
        }
        assertThat(engineer.get("/api/dead-letters?status=pending")
                        .json()
                        .at("/items/0/change/entityId")
                        .asText())
                .isEqualTo(clinic.patient());
        Client.Answer replayed = engineer.post("/api/dead-letters/replay", null);
        assertThat(replayed.json().path("failed").asInt()).as(replayed.text()).isEqualTo(1);
    }

    /** Longer than Jackson reads of a stranger, and shorter than the longest message that a lab may send. */
    @Test
    void with_a_very_long_text_is_told() {
        String biopsy = clinic.as("provider")
                .post(
                        "/api/biopsies",
                        "{\"patientId\":\"%s\",\"orderingProviderId\":\"%s\",\"bodyLocation\":\"arm\",\"specimenType\":\"punch\"}"
                                .formatted(clinic.patient(), clinic.provider()))
                .id();
        try (SocketClient screen = clinic.socket("/ws/biopsies", "provider")) {
            hub.sql(
                    "UPDATE biopsies SET report = repeat('x', 21000000), status = 'reviewed' WHERE tenant_id = ? AND id = ?::uuid",
                    clinic.tenant().value(),
                    biopsy);
            assertThat(screen.expect("biopsy:reviewed")
                            .get(0)
                            .at("/data/biopsyId")
                            .asText())
                    .isEqualTo(biopsy);
        }
    }

    private void claim() {
        clinic.as("billing").post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":7}");
    }
}
