package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No statement reads a big table from end to end, or all that a tenant has in it, by the plan that the pool's connections use: the generic one.
 *
 * <p>On tables of a clinic that has been at work for a while; on nearly empty ones PostgreSQL rightly scans whatever it likes.
 */
class StatementPlansIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 20_000;
    private static final Path SQL = Path.of("routes/sql");
    private static final Pattern PARAMETER = Pattern.compile("\\?");

    /** By the statement's own condition, by that of row-level security, or by both. */
    private static final Pattern TENANT_ALONE =
            Pattern.compile("\\(*(\\(?(\\w+\\.)?tenant_id = [^)]*\\)+( AND )?)+\\)*");

    /** The statements that move what is nobody's alone: partitions, places of deliveries, what is past its time. */
    private static final Pattern OWNERS =
            Pattern.compile("(retention|subscriptions|deliveries)/.*|dead-letters/(claim-due|record-unreadable)");

    /** The tables that grow with a clinic's work. */
    private static final Set<String> BIG = Set.of(
            "patients",
            "appointments",
            "encounters",
            "biopsies",
            "biopsy_versions",
            "claims",
            "payments",
            "prior_auths",
            "prescriptions",
            "hl7",
            "hl7_contents",
            "hl7_history",
            "observations",
            "biopsy_documents",
            "change_log_first");

    @BeforeAll
    static void a_clinic_has_been_at_work() throws SQLException {
        Clinic clinic = RunningHub.shared().clinic();
        try (Connection connection = RunningHub.shared().hub().database().dedicated()) {
            // Nobody is told of these rows: the tail of the shared hub has other tests to serve.
            run(connection, "SET session_replication_role = replica");
            fill(connection, clinic, "patients", "mrn, first_name, last_name", "'P' || n, 'Ann', 'Lee ' || n");
            fill(
                    connection,
                    clinic,
                    "appointments",
                    "patient_id, provider_id, scheduled_start, scheduled_end",
                    "$2, $3, now() + n * interval '1 hour', now() + (n + 1) * interval '1 hour'");
            fill(connection, clinic, "encounters", "patient_id, provider_id", "$2, $3");
            fill(
                    connection,
                    clinic,
                    "biopsies",
                    "patient_id, ordering_provider_id, order_number, path_lab_case_number, body_location,"
                            + " specimen_type",
                    "$2, $3, 'PLAN' || n, 'CASE' || n, 'nose', 'punch'");
            fill(connection, clinic, "claims", "patient_id, claim_number, total_charges", "$2, 'PLAN-' || n, n");
            fill(connection, clinic, "payments", "patient_id, amount, payment_date", "$2, n, current_date");
            fill(connection, clinic, "prior_auths", "patient_id, service_type", "$2, 'Mohs'");
            fill(connection, clinic, "prescriptions", "patient_id, provider_id, medication", "$2, $3, 'Tretinoin'");
            fill(
                    connection,
                    clinic,
                    "hl7",
                    "id, control_id, sender, content_hash, message_type, source, status, order_numbers, mrn, biopsy_id",
                    // Over two years, so that a month is a small part of what a tenant has.
                    "id_at(now() - n * interval '1 hour'), 'PLAN' || n, 'LAB^EAST', 'hash' || n, 'ORU^R01', 'mllp', CASE WHEN n % 50 = 0 THEN 'unmatched'"
                            + " ELSE 'processed' END, ARRAY['PLAN' || n, 'CASE' || n], 'P' || n, uuidv7()");
            fill(
                    connection,
                    clinic,
                    "hl7_contents",
                    "message_id, raw, charset, report, acks",
                    "uuidv7(), 'MSH', 'UTF-8', '{}', '[]'");
            fill(connection, clinic, "hl7_history", "message_id, action, status", "uuidv7(), 'received', 'processed'");
            fill(connection, clinic, "observations", "message_id, biopsy_id, place", "uuidv7(), uuidv7(), 1");
            fill(
                    connection,
                    clinic,
                    "biopsy_documents",
                    "message_id, biopsy_id, media_type, content",
                    "uuidv7(), uuidv7(), 'application/pdf', ''");
            run(
                    connection,
                    "INSERT INTO biopsy_versions (tenant_id, biopsy_id, version, status, result) "
                            + "SELECT tenant_id, id, 1, 'resulted', '{}' FROM biopsies WHERE tenant_id = ?",
                    clinic.tenant().value());
            // Numbers below all that the tail has delivered: it never looks at them.
            run(
                    connection,
                    "INSERT INTO change_log (tenant_id, seq, resource, op, entity_id, after, xid, snapshot, logged_at) "
                            + "SELECT tenant_id, -row_number() OVER (ORDER BY id DESC), 'claims', 'insert', id, '{}', "
                            + "pg_current_xact_id(), pg_current_snapshot(), now() - interval '1 day' "
                            + "FROM claims WHERE tenant_id = ?",
                    clinic.tenant().value());
            for (String table : BIG) {
                run(connection, "ANALYZE " + table);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statements")
    void is_served_by_an_index(String name) throws SQLException {
        assertThat(unbounded(plan(name), false))
                .as("what %s reads without bounds", name)
                .isEmpty();
    }

    static Stream<String> statements() {
        try (Stream<Path> files = Files.walk(SQL)) {
            return files
                    .filter(file -> file.toString().endsWith(".sql"))
                    .filter(file -> !read(file).contains("Included "))
                    .map(file -> SQL.relativize(file).toString().replaceFirst("\\.sql$", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plan of a connection of its pool, which plans for values that it does not know. */
    private static JsonNode plan(String name) throws SQLException {
        Statement parsed = Statement.parse(new SqlFiles(SQL.getParent()).text(name));
        int[] place = {0};
        String numbered = PARAMETER.matcher(parsed.jdbc()).replaceAll(found -> "\\$" + ++place[0]);
        String nulls = String.join(", ", Collections.nCopies(parsed.parameters().size(), "NULL"));
        Database database = RunningHub.shared().hub().database();
        boolean owners = OWNERS.matcher(name).matches();
        DataSource pool = parsed.parameters().contains("tenant") ? database.pool() : database.tailPool();
        try (Connection connection = owners ? database.dedicated() : pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("PREPARE planned AS " + numbered);
            try (ResultSet rows = statement.executeQuery(
                    "EXPLAIN (FORMAT JSON) EXECUTE planned" + (nulls.isEmpty() ? "" : "(" + nulls + ")"))) {
                rows.next();
                return JSON.readTree(rows.getString(1));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            } finally {
                statement.execute("DEALLOCATE planned");
            }
        }
    }

    /** What a plan reads without bounds: a big table, or all that a tenant has in it; a LIMIT above is a bound. */
    private static List<String> unbounded(JsonNode plan, boolean limited) {
        List<String> reads = new ArrayList<>();
        String table = plan.path("Relation Name").asText();
        if (plan.path("Node Type").asText().equals("Seq Scan") && BIG.contains(table)) {
            reads.add("all of " + table);
        }
        String index = plan.path("Index Name").asText();
        if (TENANT_ALONE.matcher(plan.path("Index Cond").asText()).matches()
                && BIG.stream().anyMatch(big -> index.startsWith(big + "_"))
                && !limited) {
            reads.add("all that a tenant has in " + index);
        }
        boolean limits = plan.path("Node Type").asText().equals("Limit");
        plan.forEach(child -> reads.addAll(unbounded(child, limits || limited && plan.isArray())));
        return reads;
    }

    /** Adds rows; {@code n} is the row's number, {@code $2} the clinic's patient and {@code $3} its provider. */
    private static void fill(Connection connection, Clinic clinic, String table, String columns, String values)
            throws SQLException {
        String given = values.replace("$2", "'" + clinic.patient() + "'::uuid")
                .replace("$3", "'" + clinic.provider() + "'::uuid");
        run(
                connection,
                "INSERT INTO " + table + " (tenant_id, " + columns + ") SELECT ?, " + given
                        + " FROM generate_series(1, " + ROWS + ") AS n",
                clinic.tenant().value());
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setObject(index + 1, values[index]);
            }
            statement.execute();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
