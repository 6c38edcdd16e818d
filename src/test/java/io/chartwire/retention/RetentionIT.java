package io.chartwire.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.Settings;
import io.chartwire.database.SqlFiles;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is past its time goes, in a log whose rows are made to be of days ago; nobody is kept waiting, and no token lies. */
class RetentionIT {
    private static RunningHub hub;

    private final Clinic clinic = hub.clinic();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void a_hub_of_its_own() {
        hub = RunningHub.alone(Map.of("chartwire.retention.interval", "1000d"));
    }

    @AfterAll
    static void close() {
        hub.close();
    }

    @Test
    void has_partitions_for_the_days_to_come_and_takes_what_has_none() throws SQLException {
        run();

        assertThat(number("SELECT count(*) FROM change_log_partitions WHERE until > clock_timestamp()"))
                .isGreaterThanOrEqualTo(4);
        assertThat(meters.get("chartwire.retention.ahead.seconds").gauge().value())
                .isGreaterThan(2 * 24 * 3600);
        log(clinic, "interval '400 days'");
        assertThat(number("SELECT count(*) FROM change_log_default WHERE tenant_id = '" + clinic.tenant() + "'"))
                .as("rows of a clock that is ahead")
                .isEqualTo(1);
    }

    @Test
    void drops_a_day_that_is_past_its_time_and_keeps_the_others() throws SQLException {
        String old = partition(9);
        String young = partition(6);
        log(clinic, "interval '-9 days'");
        log(clinic, "interval '-6 days'");

        run();

        assertThat(number("SELECT count(*) FROM pg_class WHERE relname = '" + old + "'"))
                .isZero();
        assertThat(number("SELECT count(*) FROM " + young)).isEqualTo(1);
        assertThat(removed("change_log_partitions")).isEqualTo(1);
    }

    @Test
    void tells_a_client_whose_token_reaches_back_further_to_reload_and_no_other() throws SQLException {
        partition(10);
        String before;
        String first;
        String last;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing")) {
            before = clinic.as("billing").get("/api/claims").header("Chartwire-Resume");
            first = claim(screen);
            last = claim(screen);
        }
        // The first claim's change is moved to a day that is past its time; what follows it is kept.
        hub.sql(
                "UPDATE change_log SET logged_at = logged_at - interval '10 days' WHERE seq = ?",
                Long.parseLong(first.split("-")[0]));
        assertThat(answer(before)).isEqualTo("claim:created");

        run();

        assertThat(answer(before)).isEqualTo("reset");
        assertThat(answer(first)).isEqualTo("reset");
        assertThat(answer(last)).isEqualTo("ready");
    }

    @Test
    void tells_no_client_to_reload_that_has_missed_nothing_of_a_log_that_is_empty() {
        hub.sql(
                "WITH last AS (SELECT max(seq) AS seq FROM change_log) UPDATE change_log_horizon SET pruned = last.seq FROM last");
        hub.sql("TRUNCATE change_log");
        try (RunningHub later = hub.beside()) {
            String token = clinic.at(later).as("billing").get("/api/claims").header("Chartwire-Resume");
            assertThat(answer(token)).isEqualTo("ready");
        }
    }

    /** The row of the token is kept; a row below it, which its holder has not seen, is not. */
    @Test
    void tells_a_client_to_reload_that_missed_a_late_commit_which_is_gone() throws SQLException {
        partition(11);
        String token;
        String hubToken;
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection late = hub.hub().database().dedicated()) {
            late.setAutoCommit(false);
            logLate(late);
            token = claim(screen);
            hubToken = screen.heartbeat().path("resume").asText();
            assertThat(hubToken).contains("~");
            late.commit();
            assertThat(answer(token)).isEqualTo("claim:created");
        }

        run();

        assertThat(answer(token)).isEqualTo("reset");
        assertThat(answer(hubToken)).isEqualTo("reset");
    }

    /** Set ahead and back, by more than a partition is long; the order of the log does not hang on it. */
    @Test
    void keeps_order_and_tokens_when_the_clock_is_set() throws SQLException {
        List<String> steps = List.of("0", "2 days", "-26 hours", "400 days", "-10 minutes", "0");
        List<String> ids = new ArrayList<>();
        try (SocketClient screen = clinic.socket("/ws/claims", "billing");
                Connection connection = hub.hub().database().dedicated();
                Statement clock = connection.createStatement()) {
            setTheClockOfTheLog();
            for (String step : steps) {
                clock.execute("SET clock.step = '" + step + "'");
                insertClaim(connection);
                ids.add(screen.next().path("id").asText());
            }
        }
        assertThat(number("SELECT count(*) FROM change_log WHERE abs(extract(epoch FROM logged_at - now())) > 60 "
                        + "AND tenant_id = '" + clinic.tenant() + "'"))
                .as("logged by a clock that was wrong")
                .isEqualTo(4);

        run();

        for (int known = 0; known < ids.size(); known++) {
            try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + ids.get(known), "billing")) {
                assertThat(back.takeUntilReady())
                        .extracting(frame -> frame.path("id").asText())
                        .isEqualTo(ids.subList(known + 1, ids.size()));
            }
        }
    }

    /** The trigger as it is, but for a clock that the writer's session has set. */
    private static void setTheClockOfTheLog() {
        hub.sql("DO $$ BEGIN EXECUTE replace(pg_get_functiondef('log_change'::regproc), 'clock_timestamp()',"
                + " '(clock_timestamp() + coalesce(nullif(current_setting(''clock.step'', true), ''''),"
                + " ''0'')::interval)'); END $$");
    }

    @Test
    void makes_no_writer_wait_while_it_prunes() throws Exception {
        for (int days = 12; days < 20; days++) {
            partition(days);
            log(clinic, "interval '-" + days + " days'");
        }
        AtomicBoolean pruning = new AtomicBoolean(true);
        CountDownLatch writing = new CountDownLatch(3);
        CompletableFuture<?>[] writers = new CompletableFuture<?>[3];
        for (int writer = 0; writer < writers.length; writer++) {
            writers[writer] =
                    CompletableFuture.runAsync(() -> writeWhile(pruning, writing), task -> new Thread(task).start());
        }
        writing.await();

        run();

        pruning.set(false);
        CompletableFuture.allOf(writers).get();
        assertThat(removed("change_log_partitions")).isEqualTo(8);
        assertThat(number("SELECT count(*) FROM change_log_partitions WHERE until < clock_timestamp() - interval"
                        + " '7 days'"))
                .as("dropped between the writes")
                .isZero();
    }

    @Test
    void leaves_a_day_that_a_late_transaction_still_writes_to() throws SQLException {
        String old = partition(21);
        try (Connection late = hub.hub().database().dedicated()) {
            late.setAutoCommit(false);
            log(clinic, "interval '-21 days'");
            insert(late, clinic, "interval '-21 days'");
            long pruned = number("SELECT pruned FROM change_log_horizon");
            try {
                run();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("55P03");
            }
            assertThat(number("SELECT pruned FROM change_log_horizon")).isEqualTo(pruned);
            late.commit();
        }

        run();

        assertThat(number("SELECT count(*) FROM pg_class WHERE relname = '" + old + "'"))
                .isZero();
    }

    @Test
    void leaves_the_work_to_the_hub_that_is_at_it() throws SQLException {
        String old = partition(22);
        log(clinic, "interval '-22 days'");
        try (Connection other = hub.hub().database().dedicated();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(hashtext('chartwire.retention'))");
            run();
            assertThat(number("SELECT count(*) FROM " + old)).isEqualTo(1);
        }
        run();
        assertThat(removed("change_log_partitions")).isEqualTo(1);
    }

    @Test
    void removes_old_keys_and_letters_that_are_dealt_with_and_never_a_pending_one() throws SQLException {
        String tenant = clinic.tenant().value();
        hub.sql("INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_at) VALUES " + "('" + tenant
                + "', 'old', '', now() - interval '25 hours'), ('" + tenant + "', 'young', '', now())");
        hub.sql("INSERT INTO dead_letters (tenant_id, seq, resource, entity_id, error, change, status, failed_at,"
                + " resolved_at) SELECT '" + tenant
                + "', place, 'claims', uuidv7(), '', '{}', status, now() - interval '40 days', resolved "
                + "FROM (VALUES (1, 'pending', NULL), (2, 'replayed', now() - interval '31 days'), "
                + "(3, 'discarded', now() - interval '29 days')) AS letter(place, status, resolved)");

        run();

        assertThat(hub.sql("SELECT string_agg(key, ',') FROM idempotency_keys WHERE tenant_id = ?", tenant))
                .isEqualTo("young");
        assertThat(hub.sql("SELECT string_agg(status, ',' ORDER BY seq) FROM dead_letters WHERE tenant_id = ?", tenant))
                .isEqualTo("pending,discarded");
    }

    @Test
    void keeps_the_bytes_of_messages_for_ever_unless_told_otherwise() throws SQLException {
        Client lab = clinic.as("lab_interface");
        String processed = message(lab, "ADT^A08", "MRN1");
        String rejected = message(lab, "ZZZ^Z99", "MRN1");
        hub.sql("ALTER TABLE hl7 DISABLE TRIGGER USER");
        hub.sql(
                "UPDATE hl7 SET updated_at = now() - interval '3 years' WHERE tenant_id = ?",
                clinic.tenant().value());
        hub.sql("ALTER TABLE hl7 ENABLE TRIGGER USER");

        run();
        assertThat(raw(processed)).isNotEmpty();

        run("chartwire.hl7.retention", "365d");
        assertThat(raw(processed)).isEmpty();
        assertThat(lab.get("/api/hl7/messages/" + processed)
                        .json()
                        .path("rawRemovedAt")
                        .asText())
                .isNotEmpty();
        assertThat(raw(rejected)).isNotEmpty();
        assertThat(lab.get("/api/hl7/messages/" + processed).json().path("ack").asText())
                .as("a copy is still answered as the first was")
                .contains("MSA|AA|");
    }

    private String raw(String message) {
        return clinic.as("integration")
                .get("/api/hl7/messages/" + message)
                .json()
                .path("raw")
                .asText();
    }

    private static String message(Client lab, String type, String mrn) {
        String control = "R" + System.nanoTime();
        lab.send(
                "POST",
                "/api/hl7",
                "MSH|^~\\&|LAB|HOSP|HUB|CLINIC|20260101120000||" + type + "|" + control + "|P|2.5\rPID|1||" + mrn
                        + "||Lee^Ann\r",
                "Content-Type",
                "application/hl7-v2");
        return lab.get("/api/hl7/messages?controlId=" + control)
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
    }

    private void writeWhile(AtomicBoolean pruning, CountDownLatch writing) {
        try (Connection connection = hub.hub().database().dedicated();
                Statement limit = connection.createStatement()) {
            limit.execute("SET statement_timeout = '5s'");
            while (pruning.get()) {
                insertClaim(connection);
                writing.countDown();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first frame that a client gets which comes back with a token. */
    private String answer(String token) {
        try (SocketClient back = clinic.rawSocket("/ws/claims?since=" + token, "billing")) {
            return back.next().path("event").asText();
        }
    }

    private String claim(SocketClient screen) {
        clinic.as("billing").post("/api/claims", "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":1}");
        JsonNode frame = screen.next();
        return frame.path("id").asText();
    }

    /** Writes a claim whose row in the log is of eleven days ago, and leaves the transaction open. */
    private void logLate(Connection late) throws SQLException {
        insertClaim(late);
        try (Statement move = late.createStatement()) {
            move.execute("UPDATE change_log SET logged_at = logged_at - interval '11 days' "
                    + "WHERE xid = pg_current_xact_id()");
        }
    }

    private void insertClaim(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) VALUES (?, uuidv7()::text,"
                        + " ?::uuid, 1)")) {
            insert.setString(1, clinic.tenant().value());
            insert.setString(2, clinic.patient());
            insert.execute();
        }
    }

    private static void log(Clinic clinic, String when) throws SQLException {
        try (Connection connection = hub.hub().database().dedicated()) {
            insert(connection, clinic, when);
        }
    }

    /** A row of the log as the trigger writes it, but for its time; of a table that has no route. */
    private static void insert(Connection connection, Clinic clinic, String when) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO change_log (tenant_id, seq, resource, op, entity_id, after, xid, snapshot, logged_at) "
                            + "VALUES ('" + clinic.tenant()
                            + "', nextval('change_log_seq'), 'nothing', 'insert', uuidv7(), '{}', "
                            + "pg_current_xact_id(), pg_current_snapshot(), clock_timestamp() + " + when + ")");
        }
    }

    /** A partition of a day so many days ago, as if the hub had made it then. */
    private static String partition(int daysAgo) {
        String name = "change_log_" + daysAgo + "_days_ago";
        String day = "date_trunc('day', now() - interval '" + daysAgo + " days', 'UTC')";
        hub.sql("DO $$ BEGIN IF to_regclass('change_log_first') IS NOT NULL THEN DROP TABLE change_log_first; END IF;"
                + " END $$");
        hub.sql("DO $$ BEGIN EXECUTE format('CREATE TABLE " + name
                + " PARTITION OF change_log FOR VALUES FROM (%L) TO (%L)', " + day + ", " + day
                + " + interval '1 day'); PERFORM extend_change_log('1 day', '3 days'); END $$");
        return name;
    }

    private void run(String... overrides) throws SQLException {
        Map<String, String> settings = overrides.length == 0 ? Map.of() : Map.of(overrides[0], overrides[1]);
        try (Retention retention =
                new Retention(hub.hub().database(), new SqlFiles(Path.of("routes")), Settings.load(settings), meters)) {
            retention.runOnce();
        }
    }

    private double removed(String what) {
        return meters.get("chartwire.retention.removed")
                .tag("what", what)
                .counter()
                .count();
    }

    private static long number(String sql) {
        return Long.parseLong(hub.sql(sql));
    }
}
