package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The order problem, with real transactions that commit late, roll back and cross. */
class ChangeTailIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();

    @Test
    void delivers_what_commits_late_and_does_not_make_the_others_wait() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection slow = hub.hub().database().dedicated()) {
            slow.setAutoCommit(false);
            insert(slow, "LATE");
            insertNow("EARLY");
            assertThat(number(screen.next())).isEqualTo("EARLY");
            slow.commit();
            assertThat(number(screen.next())).isEqualTo("LATE");
        }
    }

    /** The late one began last: no snapshot names it when the hole is found, because nothing after it has ended. */
    @Test
    void delivers_what_commits_late_also_when_its_transaction_is_the_youngest() throws SQLException {
        for (int round = 0; round < 10; round++) {
            try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                    Connection older = hub.hub().database().dedicated();
                    Connection youngest = hub.hub().database().dedicated()) {
                older.setAutoCommit(false);
                youngest.setAutoCommit(false);
                try (PreparedStatement begin = older.prepareStatement("SELECT pg_current_xact_id()")) {
                    begin.execute();
                }
                insert(youngest, "YOUNGEST" + round);
                insert(older, "OLDER" + round);
                older.commit();
                assertThat(number(screen.next())).isEqualTo("OLDER" + round);
                youngest.commit();
                assertThat(number(screen.next())).isEqualTo("YOUNGEST" + round);
            }
        }
    }

    @Test
    void goes_on_over_a_rolled_back_number() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection broken = hub.hub().database().dedicated()) {
            broken.setAutoCommit(false);
            insert(broken, "NEVER");
            insertNow("FIRST");
            broken.rollback();
            insertNow("SECOND");
            assertThat(number(screen.next())).isEqualTo("FIRST");
            assertThat(number(screen.next())).isEqualTo("SECOND");
        }
    }

    @Test
    void is_not_stalled_by_a_long_transaction_elsewhere() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection elsewhere = hub.hub().database().dedicated()) {
            elsewhere.setAutoCommit(false);
            try (PreparedStatement write =
                    elsewhere.prepareStatement("INSERT INTO tenants (id, name) VALUES (?, 'x')")) {
                write.setString(1, clinic.tenant() + "-elsewhere");
                write.execute();
            }
            insertNow("GOES-ON");
            assertThat(number(screen.next())).isEqualTo("GOES-ON");
            elsewhere.rollback();
        }
    }

    @Test
    void gives_a_client_that_comes_back_what_committed_late_below_its_token() throws SQLException {
        try (Connection slow = hub.hub().database().dedicated()) {
            slow.setAutoCommit(false);
            String eventToken;
            String resumeToken;
            try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
                insert(slow, "LATE-2");
                insertNow("EARLY-2");
                eventToken = screen.next().path("id").asText();
                resumeToken = screen.heartbeat().path("resume").asText();
            }
            slow.commit();
            for (String token : List.of(eventToken, resumeToken)) {
                try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + token, "billing")) {
                    assertThat(number(back.next())).as("since " + token).isEqualTo("LATE-2");
                    back.expect("ready");
                }
            }
        }
    }

    /** Its row is found by a look at a hole, the other's by a look at the end of the log: the first look that sees the other. */
    @Test
    void keeps_the_order_of_an_object_that_a_long_transaction_made_and_another_changed_at_once() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection slow = hub.hub().database().dedicated();
                Connection next = hub.hub().database().dedicated()) {
            slow.setAutoCommit(false);
            for (int round = 0; round < 20; round++) {
                insert(slow, "LONG" + round);
                insertNow("MEANWHILE" + round);
                assertThat(number(screen.next())).isEqualTo("MEANWHILE" + round);
                // The hole is known by now to wait for the long transaction.
                hub.sql("SELECT pg_current_xact_id()");
                slow.commit();
                run(
                        next,
                        "UPDATE claims SET total_charges = 2 WHERE tenant_id = ? AND claim_number = ?",
                        "LONG" + round);
                List<JsonNode> frames = screen.expect("claim:created", "claim:updated");
                assertThat(frames).allSatisfy(frame -> assertThat(number(frame)).startsWith("LONG"));
            }
        }
    }

    @Test
    void goes_on_with_many_holes_behind_a_long_transaction() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection slow = hub.hub().database().dedicated();
                Connection broken = hub.hub().database().dedicated()) {
            slow.setAutoCommit(false);
            broken.setAutoCommit(false);
            insert(slow, "HOURS");
            for (int round = 0; round < 100; round++) {
                insert(broken, "NEVER");
                insertNow("GOES-ON-" + round);
                broken.rollback();
            }
            for (int round = 0; round < 100; round++) {
                assertThat(number(screen.next())).isEqualTo("GOES-ON-" + round);
            }
            String token = screen.heartbeat().path("resume").asText();
            assertThat(token).as("the transaction instead of a hundred holes").contains("!");
            slow.commit();
            assertThat(number(screen.next())).isEqualTo("HOURS");
            try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + token, "billing")) {
                assertThat(back.takeUntilReady())
                        .extracting(ChangeTailIT::number)
                        .containsExactly("HOURS");
            }
        }
    }

    /** Each writer counts its claims up, one step a transaction; some transactions never come to be. */
    @Test
    void tells_everything_in_order_however_transactions_cross_and_a_client_comes_and_goes() throws Exception {
        int writers = 6;
        int each = 40;
        Set<String> committed = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(writers);
        for (int writer = 0; writer < writers; writer++) {
            insertNow("COUNT" + writer);
            committed.add("COUNT" + writer + " 1");
        }
        String begin = clinic.as("billing").get("/api/claims").header("Chartwire-Resume");
        committed.add("LAST 1");
        new Thread(() -> insertAfter(done)).start();
        for (int writer = 0; writer < writers; writer++) {
            String number = "COUNT" + writer;
            new Thread(() -> {
                        count(number, each, committed);
                        done.countDown();
                    })
                    .start();
        }
        Map<String, String> told = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (int writer = 0; writer < writers; writer++) {
            told.put("COUNT" + writer + " 1", "");
        }
        List<String> tokens = new ArrayList<>(List.of(begin));
        ThreadLocalRandom random = ThreadLocalRandom.current();
        SocketClient screen = clinic.rawSocket("/ws/claims?since=" + begin, "billing");
        while (!told.keySet().containsAll(committed)) {
            JsonNode frame = screen.next();
            if (frame.has("id")) {
                note(frame, told, last);
                tokens.add(frame.path("id").asText());
            }
            if (random.nextInt(10) == 0) {
                screen.close();
                // Its last token, or an older one: a page that was reloaded.
                String token = tokens.get(tokens.size() - 1 - random.nextInt(Math.min(20, tokens.size())));
                screen = clinic.rawSocket("/ws/claims?since=" + token, "billing");
            }
        }
        screen.close();
        assertThat(told.keySet()).isEqualTo(committed);
    }

    private void insertAfter(CountDownLatch writers) {
        try {
            writers.await();
            insertNow("LAST");
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event keeps its id, and the new ones of a claim count up. */
    private static void note(JsonNode frame, Map<String, String> told, Map<String, Long> last) {
        long charges = frame.path("data").path("claim").path("totalCharges").asLong();
        String id = frame.path("id").asText();
        String before = told.putIfAbsent(number(frame) + " " + charges, id);
        if (before == null) {
            assertThat(last.getOrDefault(number(frame), 0L)).as(number(frame)).isLessThan(charges);
            last.put(number(frame), charges);
        } else {
            assertThat(before).isIn("", id);
        }
    }

    private void count(String number, int steps, Set<String> committed) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try (Connection connection = hub.hub().database().dedicated()) {
            connection.setAutoCommit(false);
            int charges = 1;
            for (int step = 0; step < steps; step++) {
                run(
                        connection,
                        "UPDATE claims SET total_charges = total_charges + 1 WHERE tenant_id = ? AND claim_number = ?",
                        number);
                Thread.yield();
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    charges++;
                    committed.add(number + " " + charges);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Connection connection, String sql, String number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, clinic.tenant().value());
            statement.setString(2, number);
            statement.execute();
        }
    }

    private void insertNow(String number) throws SQLException {
        try (Connection connection = hub.hub().database().dedicated()) {
            insert(connection, number);
        }
    }

    private void insert(Connection connection, String number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) VALUES (?, ?, ?::uuid, 1)")) {
            insert.setString(1, clinic.tenant().value());
            insert.setString(2, number);
            insert.setString(3, clinic.patient());
            insert.execute();
        }
    }

    private static String number(JsonNode frame) {
        return frame.path("data").path("claim").path("claimNumber").asText();
    }
}
