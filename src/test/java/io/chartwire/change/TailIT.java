package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chartwire.Gate;
import io.chartwire.database.SqlFiles;
import io.chartwire.delivery.CriticalRules;
import io.chartwire.delivery.DeliveryLog;
import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What a tail hands over, call by call: one beside the hub's own, on the same log. */
class TailIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final List<List<String>> calls = new CopyOnWriteArrayList<>();

    @Test
    void hands_over_no_more_at_once_when_a_transaction_has_filled_one_large_hole() throws Exception {
        try (ChangeTail tail = tail((emissions, token) -> note(emissions));
                Connection large = hub.hub().database().dedicated()) {
            tail.start();
            large.setAutoCommit(false);
            insert(large, 2_000);
            try (Connection other = hub.hub().database().dedicated()) {
                insert(other, 1);
            }
            await().until(() -> told() == 1);
            large.commit();
            await().until(() -> told() >= 2_001);
        }
        assertThat(calls).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(500));
        assertThat(calls.stream().flatMap(List::stream)).hasSize(2_001).doesNotHaveDuplicates();
        assertThat(calls.stream().flatMap(List::stream).skip(1))
                .as("in the order of the log")
                .isSortedAccordingTo((one, other) -> Long.compare(seq(one), seq(other)));
    }

    @Test
    void hands_over_again_what_could_not_be_delivered() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        BiConsumer<Map<TenantId, List<Emission>>, String> deliver = (emissions, token) -> {
            note(emissions);
            if (emissions.containsKey(clinic.tenant()) && attempts.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
        };
        try (ChangeTail tail = tail(deliver);
                Connection writer = hub.hub().database().dedicated()) {
            tail.start();
            insert(writer, 1);
            await().until(() -> calls.size() == 2);
            assertThat(calls.get(1)).isEqualTo(calls.get(0));
            insert(writer, 1);
            await().until(() -> calls.size() == 3);
            assertThat(calls.get(2)).hasSize(1).isNotEqualTo(calls.get(0));
        }
    }

    @Test
    void leaves_a_change_that_cannot_be_delivered_to_a_person_and_goes_on() throws Exception {
        BiConsumer<Map<TenantId, List<Emission>>, String> deliver = (emissions, token) -> {
            if (emissions.values().stream()
                    .flatMap(List::stream)
                    .flatMap(emission -> emission.events().stream())
                    .anyMatch(event -> event.frame().text().contains("\"totalCharges\":666"))) {
                throw new IllegalStateException("for good");
            }
            note(emissions);
        };
        try (ChangeTail tail = tail(deliver);
                Connection writer = hub.hub().database().dedicated()) {
            tail.start();
            writer.setAutoCommit(false);
            insert(writer, 3);
            String broken = insert(writer, 1, 666);
            insert(writer, 3);
            writer.commit();
            await().until(() -> told() == 6);
            assertThat(clinic.as("integration")
                            .get("/api/dead-letters?status=pending")
                            .json()
                            .at("/items/0/change/entityId")
                            .asText())
                    .isEqualTo(broken);
        }
    }

    private void note(Map<TenantId, List<Emission>> emissions) {
        List<Emission> ours = emissions.getOrDefault(clinic.tenant(), List.of());
        if (!ours.isEmpty()) {
            calls.add(ours.stream().map(Emission::token).toList());
        }
    }

    private int told() {
        return calls.stream().mapToInt(List::size).sum();
    }

    private static long seq(String token) {
        return Long.parseLong(token.replaceFirst("-.*", ""));
    }

    private void insert(Connection connection, int claims) throws SQLException {
        insert(connection, claims, 1);
    }

    /** Returns the first one's id. */
    private String insert(Connection connection, int claims, int charges) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges)"
                        + " SELECT ?, uuidv7()::text, ?::uuid, ? FROM generate_series(1, ?) RETURNING id")) {
            insert.setString(1, clinic.tenant().value());
            insert.setString(2, clinic.patient());
            insert.setInt(3, charges);
            insert.setInt(4, claims);
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private ChangeTail tail(BiConsumer<Map<TenantId, List<Emission>>, String> deliver) throws SQLException {
        var context = hub.hub().camelContext();
        var database = hub.hub().database();
        SqlFiles files = new SqlFiles(Path.of("routes"));
        ChangeLog log = new ChangeLog(database, files);
        Emitter emitter = new Emitter(
                log, new EventRoutes(context, () -> CriticalRules.NONE), new RecentEmissions(0, () -> 0), new Gate());
        DeliveryLog deliveries = new DeliveryLog(context, database, files, () -> null, 1_000);
        DeadLetters deadLetters = new DeadLetters(log, context);
        ChangeTail tail = new ChangeTail(
                log,
                emitter,
                new Witness(log, emitter, deadLetters, deliveries, event -> 0),
                deadLetters,
                database,
                50,
                deliver);
        tail.seek();
        return tail;
    }
}
