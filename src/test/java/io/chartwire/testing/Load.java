package io.chartwire.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A demo clinic at work: desks that create claims over REST and laboratories that report results over MLLP, as fast as they are
 * answered. It remembers what it was promised; a laboratory sends again what got no AA.
 */
public final class Load {
    private static final int DESKS = 3;
    private static final int LABORATORIES = 2;
    /** Marks the load's claims, in cents. */
    public static final int CHARGES = 4711;

    private final Set<String> promised = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final LongAdder refused = new LongAdder();
    private final AtomicInteger messages = new AtomicInteger();
    private final Map<Integer, String> unanswered = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private String patient;
    private volatile boolean stopped;

    /** What was answered with 201 or AA, as {@link Screen} names it. */
    public Set<String> promised() {
        return promised;
    }

    /** Answers that nobody should get, whatever befalls the hub. */
    public Queue<String> surprises() {
        return surprises;
    }

    /** How many times it was told to come again, by 503 or AE. */
    public long refused() {
        return refused.sum();
    }

    /** Begins to work at a hub; the same load may go on at another. */
    public void start(Client client, int mllpPort) {
        stopped = false;
        threads.clear();
        if (patient == null) {
            order(client);
        }
        for (int desk = 0; desk < DESKS; desk++) {
            run(() -> createClaims(client));
        }
        for (int laboratory = 0; laboratory < LABORATORIES; laboratory++) {
            int number = laboratory;
            run(() -> report(number, mllpPort));
        }
    }

    /** Waits until everybody has noticed that the hub is gone. */
    public void join() {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the work once each has got its answer. */
    public void stop() {
        stopped = true;
        join();
    }

    private void run(Runnable work) {
        Thread thread = new Thread(work, "load");
        threads.add(thread);
        thread.start();
    }

    /** A biopsy of John Doe for each laboratory. */
    private void order(Client client) {
        for (JsonNode item : client.get("/api/patients?limit=1000").json().path("items")) {
            if (item.path("lastName").asText().equals("Doe")) {
                patient = item.path("id").asText();
            }
        }
        String provider = client.get("/api/providers?limit=1")
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        for (int laboratory = 0; laboratory < LABORATORIES; laboratory++) {
            client.post(
                    "/api/biopsies",
                    """
                    {"patientId":"%s","orderingProviderId":"%s","bodyLocation":"Nose","specimenType":"punch","orderNumber":"LOAD-%d"}"""
                            .formatted(patient, provider, laboratory));
        }
    }

    private void createClaims(Client client) {
        while (!stopped) {
            try {
                Client.Answer answer = client.post(
                        "/api/claims", "{\"patientId\":\"%s\",\"totalCharges\":%d}".formatted(patient, CHARGES));
                if (answer.status() == 201) {
                    promised.add("claim " + answer.id());
                } else if (answer.status() == 503 && answer.header("Retry-After") != null) {
                    refused.increment();
                } else {
                    surprises.add(answer.status() + " " + answer.text());
                }
            } catch (UncheckedIOException e) {
                return;
            }
        }
    }

    private void report(int laboratory, int mllpPort) {
        try (MllpClient engine = MllpClient.open(mllpPort)) {
            while (!stopped) {
                String name = unanswered.computeIfAbsent(laboratory, it -> it + "-" + messages.incrementAndGet());
                String answer = engine.ask(result(laboratory, name));
                if (answer == null) {
                    return;
                } else if (answer.contains("\rMSA|AA|" + name)) {
                    promised.add("result " + name);
                    unanswered.remove(laboratory);
                } else if (answer.contains("\rMSA|AE|" + name)) {
                    refused.increment();
                } else {
                    surprises.add(answer);
                }
            }
        } catch (UncheckedIOException e) {
            // The hub is gone; what was not answered is sent again.
        }
    }

    private static String result(int laboratory, String name) {
        return ("MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||ORU^R01|%s|P|2.5\rPID|1||PAT12345^^^C^MR||DOE^JOHN\r"
                        + "OBR|1|LOAD-%d|CASE-%d|88305^PATH^C4||||||||||||||||||20250108120000|||F\r"
                        + "OBX|1|TX|22637-3^Final Diagnosis^LN||%s||||||F\r")
                .formatted(name, laboratory, laboratory, name);
    }
}
