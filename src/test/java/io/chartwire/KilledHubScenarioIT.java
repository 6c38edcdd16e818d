package io.chartwire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.HubProcess;
import io.chartwire.testing.SocketClient;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed again and again under load: nothing acknowledged is lost, and a screen that comes back misses nothing. */
class KilledHubScenarioIT {
    private static final int ROUNDS = Integer.getInteger("chartwire.crash.rounds", 20);
    private static final int WRITERS = 4;

    /** The claims that were answered with 201. */
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    /** The claims that the screen was told of, each with the one id of its event. */
    private final Map<String, String> told = new HashMap<>();

    private String token;

    @Test
    void loses_nothing_when_it_is_killed_in_the_middle_of_writes(@TempDir Path data) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            HubProcess hub = HubProcess.start(data);
            try (SocketClient screen = screen(hub)) {
                Thread[] writers = writers(hub);
                int frames = ThreadLocalRandom.current().nextInt(5, 120);
                for (int frame = 0; frame < frames; frame++) {
                    take(screen.next());
                }
                hub.kill();
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
        try (HubProcess hub = HubProcess.start(data);
                SocketClient screen = screen(hub)) {
            for (JsonNode frame = screen.next(); !frame.path("event").asText().equals("ready"); frame = screen.next()) {
                take(frame);
            }
            Set<String> stored = stored(hub);
            assertThat(stored).containsAll(acknowledged);
            assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(stored);
            System.out.printf(
                    "killed %d times: %d claims committed, %d acknowledged, %d told, 0 lost%n",
                    ROUNDS, stored.size(), acknowledged.size(), told.size());
        }
    }

    private SocketClient screen(HubProcess hub) {
        SocketClient screen = hub.socket("demo", "/ws/claims" + (token == null ? "" : "?since=" + token), "billing");
        if (token == null) {
            screen.expect("ready");
        }
        return screen;
    }

    private void take(JsonNode frame) {
        if (frame.path("event").asText().equals("claim:created")) {
            String claim = frame.path("data").path("claim").path("id").asText();
            String before = told.put(claim, frame.path("id").asText());
            assertThat(before)
                    .as("an event keeps its id")
                    .isIn(null, frame.path("id").asText());
        }
        token = frame.has("id")
                ? frame.path("id").asText()
                : frame.path("resume").asText();
    }

    private Thread[] writers(HubProcess hub) {
        Client billing = hub.client("demo", "billing", "front_desk");
        String patient = billing.get("/api/patients?limit=1")
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        Thread[] writers = new Thread[WRITERS];
        for (int index = 0; index < WRITERS; index++) {
            writers[index] = new Thread(() -> writeUntilKilled(billing, patient));
            writers[index].start();
        }
        return writers;
    }

    private void writeUntilKilled(Client billing, String patient) {
        while (true) {
            try {
                Client.Answer answer =
                        billing.post("/api/claims", "{\"patientId\":\"" + patient + "\",\"totalCharges\":1}");
                if (answer.status() == 201) {
                    acknowledged.add(answer.id());
                }
            } catch (UncheckedIOException e) {
                return;
            }
        }
    }

    private static Set<String> stored(HubProcess hub) {
        Client billing = hub.client("demo", "billing");
        Set<String> ids = new HashSet<>();
        String after = "";
        do {
            JsonNode page = billing.get("/api/claims?limit=1000" + after).json();
            page.path("items").forEach(claim -> {
                if (claim.path("totalCharges").asLong() == 1) {
                    ids.add(claim.path("id").asText());
                }
            });
            after = page.has("next") ? "&after=" + page.path("next").asText() : null;
        } while (after != null);
        return ids;
    }
}
