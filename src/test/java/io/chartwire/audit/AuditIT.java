package io.chartwire.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RawHttp;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who did what is entered whichever door he came by, and nobody changes it unseen. */
class AuditIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client officer = clinic.as("compliance_officer");
    private final Client doctor = clinic.as("provider");

    @Test
    void enters_writes_reads_and_refusals_with_who_from_where_and_how_it_ended() {
        String claim = clinic.as("billing")
                .post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":7}")
                .id();
        doctor.get("/api/patients/" + clinic.patient());
        clinic.as("lab_interface").get("/api/patients/" + clinic.patient());
        clinic.as("billing").post("/api/claims/" + claim + "/status", "{\"status\":\"paid\"}");

        assertThat(entries(""))
                .containsSubsequence(
                        "user-billing claims-set-status " + claim + " 409 127.0.0.1",
                        "user-lab_interface patients-read-patient null 403 127.0.0.1",
                        "user-provider patients-read-patient " + clinic.patient() + " 200 127.0.0.1",
                        "user-billing claims-create-claim " + claim + " 200 127.0.0.1");
    }

    @Test
    void enters_whose_body_was_refused_unread() {
        String head = "POST /api/claims HTTP/1.1\nHost: hub\nContent-Type: application/json\nAuthorization: Bearer "
                + hub.token(clinic.tenant(), "sender", "billing") + "\n";
        int port = hub.hub().httpPort();

        assertThat(RawHttp.send(port, head + "Content-Encoding: gzip\nContent-Length: 2", "{}")
                        .status())
                .isEqualTo(415);
        assertThat(RawHttp.send(port, head + "Content-Length: 2000000", "").status())
                .isEqualTo(413);

        assertThat(entries("?subject=sender"))
                .containsExactly("sender unknown null 413 127.0.0.1", "sender unknown null 415 127.0.0.1");
    }

    @Test
    void enters_a_write_that_changes_nothing() {
        Client billing = clinic.as("billing");
        Client engineer = clinic.as("integration");
        String body = "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":7}";
        String claim = billing.send("POST", "/api/claims", body, "Idempotency-Key", "k")
                .id();
        billing.send("POST", "/api/claims", body, "Idempotency-Key", "k");
        hub.sql("UPDATE claims SET total_charges = 7 WHERE id = ?::uuid", claim);
        engineer.post("/api/dead-letters/replay", null);
        engineer.post("/api/hl7/messages/reprocess", null);

        assertThat(entries(""))
                .containsExactlyInAnyOrder(
                        "user-integration hl7-reprocess-messages null 200 127.0.0.1",
                        "user-integration dead-letters-replay-dead-letters null 200 127.0.0.1",
                        "user-billing claims-create-claim " + claim + " 200 127.0.0.1",
                        "postgres update " + claim + " 200 127.0.0.1",
                        "user-billing claims-create-claim " + claim + " 200 127.0.0.1",
                        "postgres insert " + clinic.patient() + " 200 127.0.0.1");
    }

    @Test
    void cuts_what_a_client_names_as_an_object() {
        doctor.get("/api/patients/" + "x".repeat(300));

        assertThat(entries("?action=patients-read-patient"))
                .containsExactly("user-provider patients-read-patient " + "x".repeat(255) + " 400 127.0.0.1");
    }

    @Test
    void enters_another_programs_change_with_its_login() {
        hub.sql(
                "UPDATE patients SET phone = '555' WHERE tenant_id = ?",
                clinic.tenant().value());

        assertThat(entries("?kind=patients&action=update"))
                .containsExactly("postgres update " + clinic.patient() + " 200 127.0.0.1");
    }

    @Test
    void enters_who_opened_a_socket_and_who_was_refused_one() {
        clinic.socket("/ws/claims", "billing").close();
        assertThatThrownBy(() -> clinic.rawSocket("/ws/claims", "lab_interface"))
                .isNotNull();
        clinic.as("billing").get("/ws/claims");
        clinic.as("billing").get("/ws/anything-that-somebody-types");

        assertThat(entries("?action=sockets-open"))
                .containsExactly(
                        "user-billing sockets-open null 404 127.0.0.1",
                        "user-billing sockets-open /ws/claims 426 127.0.0.1",
                        "screen sockets-open /ws/claims 403 127.0.0.1",
                        "screen sockets-open /ws/claims 101 127.0.0.1");
    }

    @Test
    void enters_what_is_done_on_an_open_socket() {
        try (SocketClient screen = clinic.socket("/ws", "admin")) {
            screen.say("{\"token\":\"no.token.atall\"}");
            screen.expect("error");
            screen.say("{\"token\":\"" + hub.token(clinic.tenant(), "screen", "nurse") + "\"}");
            screen.expect("renewed");
            screen.say("{\"ack\":[\"1-0\",\"none\"]}");
            screen.next();
            screen.say("{\"token\":\"" + hub.token(clinic.tenant(), "another", "nurse") + "\"}");
            screen.closeCode();
        }

        assertThat(entries("?subject=screen"))
                .containsExactly(
                        "screen sockets-renew null 403 127.0.0.1",
                        "screen sockets-confirm 1-0 none 404 127.0.0.1",
                        "screen sockets-renew null 200 127.0.0.1",
                        "screen sockets-renew null 401 127.0.0.1",
                        "screen sockets-open /ws 101 127.0.0.1");
    }

    @Test
    void is_for_the_compliance_officer_of_the_tenant_alone() {
        doctor.get("/api/patients/" + clinic.patient());

        assertThat(clinic.as("admin", "provider").get("/api/audit").status()).isEqualTo(403);
        assertThat(hub.clinic()
                        .as("compliance_officer")
                        .get("/api/audit?subject=user-provider")
                        .text())
                .isEqualTo("{\"items\":[]}");
    }

    @Test
    void pages_and_holds_no_values() {
        clinic.as("admin").post("/api/patients", "{\"firstName\":\"ZZPHI\",\"lastName\":\"ZZPHI\"}");
        doctor.get("/api/patients?limit=1");

        JsonNode page = officer.get("/api/audit?limit=1").json();
        assertThat(officer.get("/api/audit?limit=1&after=" + page.path("next").asText())
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(officer.get("/api/audit").text()).doesNotContain("ZZPHI");
    }

    @Test
    void finds_an_edited_a_removed_and_a_moved_entry() throws SQLException {
        for (int time = 0; time < 4; time++) {
            doctor.get("/api/patients/" + clinic.patient());
        }
        assertThat(verification().path("intact").asBoolean()).isTrue();
        assertThat(brokenAfter("UPDATE audit_log SET actor = 'nobody' WHERE tenant_id = ? AND number = 2"))
                .isEqualTo(2);
        assertThat(brokenAfter("DELETE FROM audit_log WHERE tenant_id = ? AND number = 2"))
                .isEqualTo(3);
        assertThat(brokenAfter(
                        "UPDATE audit_log SET number = CASE number WHEN 3 THEN -3 ELSE number END WHERE tenant_id = ?"))
                .isNotZero();
    }

    @Test
    void is_changed_by_nobody_who_keeps_its_trigger_and_by_no_role_of_the_hub() throws SQLException {
        assertThatThrownBy(() -> hub.sql("DELETE FROM audit_log")).hasMessageContaining("never changed");
        assertThatThrownBy(() -> hub.sql("UPDATE audit_log SET actor = 'x'")).hasMessageContaining("never changed");
        assertThatThrownBy(() -> hub.sql("TRUNCATE audit_log")).hasMessageContaining("never changed");
        for (var pool :
                List.of(hub.hub().database().pool(), hub.hub().database().tailPool())) {
            for (String statement : List.of(
                    "DELETE FROM audit_log",
                    "DELETE FROM audit_inbox",
                    "UPDATE audit_inbox SET actor = 'x'",
                    "INSERT INTO audit_inbox (tenant_id, actor, action, outcome) VALUES ('demo', 'x', 'x', 1)")) {
                try (Connection connection = pool.getConnection();
                        var written = connection.createStatement()) {
                    assertThatThrownBy(() -> written.execute(statement)).hasMessageContaining("permission denied");
                }
            }
        }
    }

    private List<String> entries(String query) {
        List<String> entries = new ArrayList<>();
        officer.get("/api/audit" + query)
                .json()
                .path("items")
                .forEach(it -> entries.add(it.path("actor").asText() + " "
                        + it.path("action").asText() + " " + it.path("objectId").textValue() + " " + it.path("outcome")
                        + " " + it.path("remote").asText()));
        return entries;
    }

    private JsonNode verification() {
        return officer.get("/api/audit/verification").json();
    }

    /** Where the chain is broken after a statement of an owner who first takes the trigger away; undone afterwards. */
    private int brokenAfter(String tampering) throws SQLException {
        try (Connection owner = hub.hub().database().dedicated();
                var statement = owner.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(
                    "CREATE TEMP TABLE kept AS SELECT * FROM audit_log WHERE tenant_id = '" + clinic.tenant() + "'");
            statement.execute(tampering.replace("?", "'" + clinic.tenant() + "'"));
            int broken = verification().path("brokenAt").asInt();
            statement.execute(
                    "DELETE FROM audit_log WHERE tenant_id = '" + clinic.tenant() + "' AND number IN (-3, 1, 2, 3)");
            statement.execute("INSERT INTO audit_log SELECT * FROM kept ON CONFLICT DO NOTHING");
            return broken;
        }
    }
}
