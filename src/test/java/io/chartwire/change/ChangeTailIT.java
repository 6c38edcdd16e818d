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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    @Test
    void reaches_every_client_with_every_change_however_transactions_cross_and_clients_come_and_go() throws Exception {
        int writers = 6;
        int each = 40;
        Set<String> committed = java.util.concurrent.ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(writers);
        Set<String> received = new HashSet<>();
        String token = null;
        SocketClient screen = clinic.socket("/ws/claims", "billing");
        for (int writer = 0; writer < writers; writer++) {
            int name = writer;
            new Thread(() -> {
                        write(name, each, committed);
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0 || !received.containsAll(committed)) {
            JsonNode frame = screen.next();
            if (frame.has("id")) {
                received.add(number(frame));
                token = frame.path("id").asText();
            }
            if (token != null && ThreadLocalRandom.current().nextInt(10) == 0) {
                screen.close();
                screen = clinic.rawSocket("/ws/claims?since=" + token, "billing");
            }
        }
        screen.close();
        assertThat(received).isEqualTo(committed);
    }

    private void write(int name, int count, Set<String> committed) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        try (Connection connection = hub.hub().database().dedicated()) {
            connection.setAutoCommit(false);
            for (int index = 0; index < count; index++) {
                List<String> numbers = new ArrayList<>();
                for (int row = random.nextInt(1, 4); row > 0; row--) {
                    numbers.add("W" + name + "-" + index + "-" + row);
                    insert(connection, numbers.get(numbers.size() - 1));
                    Thread.yield();
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed.addAll(numbers);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
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
