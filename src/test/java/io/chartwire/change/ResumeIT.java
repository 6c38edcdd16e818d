package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Clients that come back, also many at once, from a list, or before they ever had an event. */
class ResumeIT {
    private static final int SCREENS = 30;
    /** What three writers write is in one list then. */
    private static final int MOST_WRITTEN = 300;

    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client billing = clinic.as("billing");

    /** More of them than there are threads for catching up, with more to send than their connections take. */
    @Test
    void keeps_nobody_waiting_for_those_that_catch_up_slowly() {
        String begin = billing.get("/api/claims").header("Chartwire-Resume");
        hub.sql(
                "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges, payer_name) "
                        + "SELECT ?, 'BIG' || n, ?::uuid, n, repeat('x', 20000) FROM generate_series(1, 1000) AS n",
                clinic.tenant().value(),
                clinic.patient());
        List<SocketClient> slow = new ArrayList<>();
        try {
            for (int client = 0; client < 6; client++) {
                SocketClient socket = clinic.rawSocket("/ws/claims?since=" + begin, "billing");
                socket.pause();
                slow.add(socket);
            }
            String now = billing.get("/api/claims?limit=1").header("Chartwire-Resume");
            for (int turn = 0; turn < 5; turn++) {
                try (SocketClient quick = clinic.rawSocket("/ws/claims?since=" + now, "billing")) {
                    quick.takeUntilReady();
                }
            }
            SocketClient first = slow.get(0);
            first.resume();
            assertThat(first.takeUntilReady().size()).as("each event once").isEqualTo(1000);
        } finally {
            slow.forEach(SocketClient::close);
        }
    }

    @Test
    void loses_nothing_between_a_list_and_its_socket_while_others_write() {
        AtomicBoolean writing = new AtomicBoolean(true);
        List<CompletableFuture<Set<String>>> writers = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            writers.add(CompletableFuture.supplyAsync(() -> writeWhile(writing), task -> new Thread(task).start()));
        }
        List<SocketClient> screens = new ArrayList<>();
        List<Set<String>> known = new ArrayList<>();
        for (int screen = 0; screen < SCREENS; screen++) {
            Client.Answer list = billing.get("/api/claims?limit=1000");
            Set<String> listed = new HashSet<>();
            list.json()
                    .path("items")
                    .forEach(claim -> listed.add(claim.path("id").asText()));
            known.add(listed);
            screens.add(clinic.rawSocket("/ws/claims?since=" + list.header("Chartwire-Resume"), "billing"));
        }
        writing.set(false);
        Set<String> written = new HashSet<>();
        writers.forEach(writer -> written.addAll(writer.join()));
        for (int screen = 0; screen < SCREENS; screen++) {
            while (!known.get(screen).containsAll(written)) {
                JsonNode frame = screens.get(screen).next();
                known.get(screen)
                        .add(frame.path("data").path("claim").path("id").asText());
            }
            screens.get(screen).close();
        }
    }

    @Test
    void serves_a_client_that_has_never_had_an_event() {
        Clinic quiet = hub.clinic();
        String token;
        try (SocketClient screen = quiet.rawSocket("/ws/claims", "billing")) {
            token = screen.expect("ready").get(0).path("resume").asText();
        }
        quiet.as("billing").post("/api/claims", "{\"patientId\":\"" + quiet.patient() + "\",\"totalCharges\":1}");
        try (SocketClient back = quiet.rawSocket("/ws/claims?since=" + token, "billing")) {
            back.expect("claim:created", "ready");
        }
    }

    /** A nurse who became a biller while she was away: her old token brings what her new one may see, and nothing more. */
    @Test
    void gives_what_the_client_is_entitled_to_now() {
        String token;
        try (SocketClient nurse = clinic.socket("/ws", "nurse")) {
            // What is older than this is with the tail by then.
            clinic.as("nurse").put("/api/patients/" + clinic.patient(), "{\"phone\":\"1\"}");
            token = nurse.expect("patient:updated").get(0).path("id").asText();
        }
        billing.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1}");
        clinic.as("nurse")
                .post("/api/prior-auths", "{\"patientId\":\"" + clinic.patient() + "\",\"serviceType\":\"x\"}");
        try (SocketClient biller = clinic.rawSocket("/ws?since=" + token, "billing")) {
            biller.expect("claim:created", "ready");
        }
    }

    private Set<String> writeWhile(AtomicBoolean writing) {
        Set<String> written = new HashSet<>();
        while (writing.get() && written.size() < MOST_WRITTEN) {
            written.add(billing.post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1}")
                    .id());
        }
        return written;
    }
}
