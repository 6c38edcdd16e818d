package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import org.junit.jupiter.api.Test;

/** A change that its routes cannot handle: here a claim whose patient's row is not there when the names are joined. */
class DeadLettersIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client engineer = clinic.as("integration");

    @Test
    void keeps_a_failed_emission_lets_the_next_pass_and_replays_it_when_mended() {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            String broken = breakOneClaim();
            clinic.as("billing").post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":7}");
            assertThat(screen.expect("claim:created")
                            .get(0)
                            .path("data")
                            .path("claim")
                            .path("totalCharges")
                            .asLong())
                    .isEqualTo(7);

            JsonNode letter = onlyLetter("pending");
            assertThat(letter.path("change").path("entityId").asText()).isEqualTo(broken);
            assertThat(letter.path("error").asText()).isNotEmpty();
            String path = "/api/dead-letters/" + letter.path("id").asText() + "/replay";
            assertThat(engineer.post(path, null).status()).isEqualTo(409);
            assertThat(onlyLetter("pending").path("attempts").asInt()).isEqualTo(2);

            mend();
            Client.Answer replayed = engineer.post(path, null);
            assertThat(replayed.status()).as(replayed.text()).isEqualTo(200);
            assertThat(replayed.json().path("status").asText()).isEqualTo("replayed");
            assertThat(screen.expect("claim:created")
                            .get(0)
                            .path("data")
                            .path("claim")
                            .path("id")
                            .asText())
                    .isEqualTo(broken);
            assertThat(engineer.post(path, null).status()).isEqualTo(409);
        }
    }

    @Test
    void a_client_that_was_away_gets_what_was_replayed_meanwhile() {
        String beforeIt;
        String after;
        String broken;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            beforeIt = createClaim(screen);
            broken = breakOneClaim();
            after = createClaim(screen);
        }
        String letter = onlyLetter("pending").path("id").asText();
        mend();
        assertThat(engineer.post("/api/dead-letters/" + letter + "/replay", null)
                        .status())
                .isEqualTo(200);

        String id;
        try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + after, "billing")) {
            JsonNode frame = back.expect("claim:created", "ready").get(0);
            assertThat(claim(frame)).isEqualTo(broken);
            id = frame.path("id").asText();
        }
        try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + beforeIt, "billing")) {
            JsonNode frame =
                    back.expect("claim:created", "claim:created", "ready").get(0);
            assertThat(claim(frame)).as("in its place, and once").isEqualTo(broken);
            assertThat(frame.path("id").asText()).isEqualTo(id);
        }
    }

    @Test
    void replays_all_that_match_and_keeps_the_reason_of_a_discarded_one() {
        breakOneClaim();
        String id = onlyLetter("pending").path("id").asText();
        mend();
        assertThat(engineer.send("DELETE", "/api/dead-letters/" + id, "{\"reason\":\"a test\"}")
                        .json()
                        .path("reason")
                        .asText())
                .isEqualTo("a test");
        breakOneClaim();
        onlyLetter("pending");
        mend();
        JsonNode result = engineer.post("/api/dead-letters/replay", "{\"resource\":\"claims\"}")
                .json();
        assertThat(result.path("replayed").asInt()).isEqualTo(1);
        assertThat(onlyLetter("discarded").path("resolvedBy").asText()).isEqualTo("user-integration");
    }

    @Test
    void is_for_engineers_only() {
        assertThat(clinic.as("provider", "billing", "manager")
                        .get("/api/dead-letters")
                        .status())
                .isEqualTo(403);
    }

    private String createClaim(SocketClient screen) {
        clinic.as("billing").post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":7}");
        return screen.expect("claim:created").get(0).path("id").asText();
    }

    private static String claim(JsonNode frame) {
        return frame.path("data").path("claim").path("id").asText();
    }

    private JsonNode onlyLetter(String status) {
        await().until(() -> engineer.get("/api/dead-letters?status=" + status)
                        .json()
                        .path("items")
                        .size()
                == 1);
        return engineer.get("/api/dead-letters?status=" + status)
                .json()
                .path("items")
                .get(0);
    }

    /** Inserts a claim of a patient that is there for the foreign key, but whose row the join cannot use. */
    private String breakOneClaim() {
        hub.sql(
                "DELETE FROM patients WHERE tenant_id = ? AND id = 'ffffffff-0000-7000-8000-000000000000'",
                clinic.tenant().value());
        hub.sql("ALTER TABLE claims DISABLE TRIGGER USER");
        String id = hub.sql(
                "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) VALUES (?, uuidv7()::text,"
                        + " ?::uuid, 1) RETURNING id",
                clinic.tenant().value(),
                clinic.patient());
        hub.sql("ALTER TABLE claims ENABLE TRIGGER USER");
        hub.sql(
                """
                WITH logged AS (
                    INSERT INTO change_log (tenant_id, seq, resource, op, entity_id, after, xid, snapshot, logged_at)
                    SELECT tenant_id, nextval('change_log_seq'), 'claims', 'insert', id,
                           to_jsonb(claims) || jsonb_build_object('patient_id', 'ffffffff-0000-7000-8000-000000000000'),
                           pg_current_xact_id(), pg_current_snapshot(), clock_timestamp()
                    FROM claims WHERE id = ?::uuid RETURNING seq)
                SELECT pg_notify('chartwire_change', '') FROM logged""",
                id);
        return id;
    }

    private void mend() {
        hub.sql(
                "INSERT INTO patients (tenant_id, id, first_name, last_name) VALUES (?,"
                        + " 'ffffffff-0000-7000-8000-000000000000', 'Late', 'Comer') ON CONFLICT DO NOTHING",
                clinic.tenant().value());
    }
}
