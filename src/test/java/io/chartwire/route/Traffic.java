package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.MllpClient;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes at a steady rate, an open socket that hears of them, and a laboratory on one MLLP connection. */
final class Traffic implements AutoCloseable {
    private static final String RESULT =
            "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20260108143000||ORU^R01|%s|P|2.5\rPID|1||NOBODY^^^CLINIC^MR||DOE^JANE\r"
                    + "OBR|1|NONE|NONE|1^X^L\rOBX|1|TX|1^X^L||text||||||F\r";

    private static final int CALLERS = 16;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final ExecutorService connections = Executors.newFixedThreadPool(2);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final SocketClient socket;
    private final MllpClient laboratory;
    private volatile boolean stopped;

    private Traffic(RunningHub hub, Clinic clinic) {
        socket = clinic.socket("/ws/claims", "billing");
        laboratory = MllpClient.open(hub.hub().mllpPort());
    }

    static Traffic start(RunningHub hub, Clinic clinic, int writesPerSecond) {
        Traffic traffic = new Traffic(hub, clinic);
        Client client = clinic.as("billing");
        String claim = "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1000}";
        long pause = TimeUnit.SECONDS.toNanos(1) / writesPerSecond;
        traffic.clock.scheduleAtFixedRate(
                () -> traffic.writeUnlessBehind(client, claim), 0, pause, TimeUnit.NANOSECONDS);
        traffic.connections.execute(traffic::send);
        traffic.connections.execute(traffic::listen);
        return traffic;
    }

    /** Waits until writes and messages have been answered from now on. */
    void goesOn() {
        int before = written.size();
        int sent = messages.get();
        await().until(() -> !failures.isEmpty() || written.size() > before && messages.get() > sent);
        assertThat(failures).isEmpty();
    }

    void stopAndRequireThatNothingWasLost() throws InterruptedException {
        clock.shutdown();
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(written).hasSize(asked.get());
        await().untilAsserted(() -> {
            assertThat(failures).isEmpty();
            assertThat(heard).containsAll(written);
        });
    }

    @Override
    public void close() {
        stopped = true;
        clock.shutdownNow();
        callers.shutdownNow();
        socket.close();
        laboratory.close();
        connections.shutdownNow();
    }

    /** A machine that cannot do so many writes a second does what it can. */
    private void writeUnlessBehind(Client client, String claim) {
        if (asked.get() - written.size() - failures.size() < CALLERS) {
            asked.incrementAndGet();
            callers.execute(() -> write(client, claim));
        }
    }

    private void write(Client client, String claim) {
        try {
            Client.Answer answer = client.post("/api/claims", claim);
            if (answer.status() == 201) {
                written.add(answer.id());
            } else {
                failures.add(answer.status() + " " + answer.text());
            }
        } catch (RuntimeException e) {
            failures.add(e.toString());
        }
    }

    private void send() {
        while (!stopped) {
            try {
                String answer = laboratory.ask(RESULT.formatted("M" + messages.get()));
                if (!answer.contains("MSA|AA|")) {
                    failures.add(answer);
                }
                messages.incrementAndGet();
            } catch (RuntimeException e) {
                if (!stopped) {
                    failures.add(e.toString());
                }
                return;
            }
        }
    }

    private void listen() {
        while (!stopped) {
            try {
                JsonNode frame = socket.next();
                if (frame.path("event").asText().equals("claim:created")) {
                    heard.add(frame.at("/data/claim/id").asText());
                }
            } catch (AssertionError e) {
                if (!stopped) {
                    failures.add(e.toString());
                }
                return;
            }
        }
    }
}
