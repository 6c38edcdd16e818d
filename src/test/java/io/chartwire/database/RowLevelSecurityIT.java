package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.Settings;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The database itself shows and takes a tenant's rows alone, whatever a statement says. */
class RowLevelSecurityIT {
    private final RunningHub hub = RunningHub.shared();
    private final Database database = hub.hub().database();
    private final Clinic clinic = hub.clinic();
    private final Clinic other = hub.clinic();

    @Test
    void binds_every_table_with_rows_of_tenants() {
        assertThat(
                        hub.sql(
                                """
                        SELECT string_agg(class.oid::regclass::text, ' ')
                        FROM pg_class AS class
                        JOIN pg_attribute AS owner ON owner.attrelid = class.oid AND owner.attname = 'tenant_id'
                        CROSS JOIN unnest(ARRAY['chartwire_hub', 'chartwire_tail']) AS role
                        WHERE has_any_column_privilege(role, class.oid, 'SELECT, INSERT, UPDATE')
                          AND class.relnamespace = 'public'::regnamespace
                          AND NOT (class.relrowsecurity AND (
                              SELECT count(*) = 1 AND bool_and(pg_get_expr(polqual, polrelid) LIKE '%chartwire.tenant%')
                              FROM pg_policy WHERE polrelid = class.oid AND polroles = '{0}'))"""))
                .as("tables that the hub reaches and no policy binds")
                .isNull();
        assertThat(
                        hub.sql(
                                """
                        SELECT string_agg(class.oid::regclass::text, ' ')
                        FROM pg_class AS class
                        JOIN pg_attribute AS owner ON owner.attrelid = class.oid AND owner.attname = 'tenant_id'
                        WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')
                          AND NOT class.relispartition AND NOT class.relrowsecurity"""))
                .as("tables that no migration has given to protect_table()")
                .isNull();
    }

    @Test
    void gives_the_pools_roles_that_cannot_pass_it_by() throws SQLException {
        for (var pool : List.of(database.pool(), database.tailPool())) {
            try (Connection connection = pool.getConnection()) {
                assertThat(
                                value(
                                        connection,
                                        """
                                SELECT current_user || ' ' || (rolsuper OR rolbypassrls OR rolcreaterole) || ' '
                                       || (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)
                                FROM pg_roles WHERE rolname = current_user"""))
                        .matches("chartwire_(hub|tail) false 0");
            }
        }
    }

    @Test
    void shows_nothing_and_takes_nothing_without_a_tenant() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String table :
                    List.of("patients", "providers", "change_log", "hl7", "dead_letters", "idempotency_keys")) {
                assertThat(value(connection, "SELECT count(*) FROM " + table))
                        .as(table)
                        .isEqualTo("0");
            }
            assertThat(value(
                            connection,
                            "WITH moved AS (UPDATE patients SET phone = '1' RETURNING id) SELECT count(*) FROM moved"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> value(
                            connection,
                            "INSERT INTO patients (tenant_id, first_name, last_name) VALUES ('demo', 'A', 'B')"
                                    + " RETURNING id"))
                    .hasMessageContaining("row-level security");
        }
    }

    @Test
    void takes_no_row_of_another_tenant() throws SQLException {
        String insert = "INSERT INTO patients (tenant_id, first_name, last_name) VALUES (?, 'A', 'B') RETURNING id";
        assertThatThrownBy(() -> ofTenant(clinic, insert, other.tenant().value()))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> ofTenant(
                        clinic,
                        "UPDATE patients SET tenant_id = ? RETURNING id",
                        other.tenant().value()))
                .hasMessageContaining("row-level security");
        // The key of another tenant's row is no key of this one's: nothing tells that it is there.
        assertThatThrownBy(() -> ofTenant(
                        clinic,
                        "INSERT INTO claims (tenant_id, claim_number, patient_id, total_charges) VALUES (?, 'X', '"
                                + other.patient() + "', 1) RETURNING id",
                        clinic.tenant().value()))
                .hasMessageContaining("claims_patient_id_fkey");
    }

    @Test
    void reads_all_tenants_and_writes_none_as_the_tail() throws SQLException {
        try (Connection connection = database.tailPool().getConnection()) {
            assertThat(value(
                            connection,
                            "SELECT count(*) FROM patients WHERE id IN ('" + clinic.patient() + "', '" + other.patient()
                                    + "')"))
                    .isEqualTo("2");
            for (String write : List.of(
                    "UPDATE patients SET phone = '1' RETURNING id",
                    "INSERT INTO patients (tenant_id, first_name, last_name) VALUES ('demo', 'A', 'B') RETURNING id",
                    "DELETE FROM observations RETURNING id")) {
                assertThatThrownBy(() -> value(connection, write)).hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void keeps_the_log_the_partitions_and_the_list_of_tenants_from_the_hub() throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            for (String statement : List.of(
                    "UPDATE change_log SET op = 'x' RETURNING seq",
                    "DELETE FROM change_log RETURNING seq",
                    "SELECT count(*) FROM change_log_default",
                    "SELECT count(*) FROM tenants",
                    "DELETE FROM patients RETURNING id",
                    "TRUNCATE patients",
                    "ALTER TABLE patients DISABLE ROW LEVEL SECURITY",
                    "DROP TABLE patients")) {
                assertThatThrownBy(() -> value(connection, statement))
                        .as(statement)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }
    }

    /** The setting and the statement must reach the server in one message; the driver must not part them, however often it runs. */
    @Test
    void sets_the_tenant_with_each_statement_and_leaves_nothing_behind() throws SQLException {
        Statement statement = Statement.parse(
                        "SELECT string_agg(id::text, ' ') FROM patients WHERE id = ANY (:ids::uuid[])")
                .ofTenant();
        try (Connection connection = database.pool().getConnection()) {
            for (int turn = 0; turn < 20; turn++) {
                Clinic turns = turn % 2 == 0 ? clinic : other;
                assertThat(rows(
                                connection,
                                statement,
                                turns.tenant().value(),
                                "{" + clinic.patient() + "," + other.patient() + "}"))
                        .isEqualTo(turns.patient());
                assertThat(value(connection, "SELECT current_setting('chartwire.tenant', true)"))
                        .isEmpty();
            }
        }
    }

    @Test
    void prepares_a_statement_and_its_setting_once() throws SQLException {
        Statement statement = Statement.parse("SELECT 'once', :ids").ofTenant();
        try (Connection connection = database.pool().getConnection()) {
            for (int turn = 0; turn < 5; turn++) {
                rows(connection, statement, "demo", "x");
            }
            assertThat(value(
                            connection,
                            "SELECT string_agg(generic_plans::text, ' ') FROM pg_prepared_statements WHERE"
                                    + " statement LIKE '%once%' AND name LIKE 'S_%' AND NOT statement LIKE"
                                    + " '%prepared%'"))
                    .isEqualTo("5");
        }
    }

    @Test
    void lets_another_program_work_on_the_tenant_that_it_names() throws SQLException {
        hub.sql("CREATE ROLE billing_program NOLOGIN");
        hub.sql("GRANT SELECT, INSERT, UPDATE ON patients TO billing_program");
        try (SocketClient screen = clinic.socket("/ws/patients", "admin");
                Connection program = database.dedicated()) {
            program.createStatement().execute("SET application_name = 'billing'; SET ROLE billing_program");
            assertThat(value(program, "SELECT count(*) FROM patients")).isEqualTo("0");

            program.createStatement().execute("SET chartwire.tenant = '" + clinic.tenant() + "'");

            assertThat(value(program, "UPDATE patients SET phone = '555' RETURNING id"))
                    .isEqualTo(clinic.patient());
            assertThat(screen.expect("patient:updated")
                            .get(0)
                            .at("/data/patient/phone")
                            .asText())
                    .isEqualTo("555");
        } finally {
            hub.sql("DROP OWNED BY billing_program");
            hub.sql("DROP ROLE billing_program");
        }
    }

    @Test
    void says_what_a_login_lacks_that_may_not_make_the_roles_and_opens_once_it_has_them() throws SQLException {
        hub.sql("CREATE ROLE clinic_owner LOGIN PASSWORD 'of the clinic'");
        hub.sql("CREATE DATABASE clinic_of_another OWNER clinic_owner");
        try {
            Login login = new Login(hub.login("clinic_of_another").url(), "clinic_owner", Optional.of("of the clinic"));
            Settings settings = Settings.load(Map.of("chartwire.demo", "false"));

            assertThatThrownBy(() -> Database.open(login, settings))
                    .hasMessageContaining("GRANT chartwire_hub, chartwire_tail TO clinic_owner WITH INHERIT FALSE");

            hub.sql("GRANT chartwire_hub, chartwire_tail TO clinic_owner WITH INHERIT FALSE");
            try (Database opened = Database.open(login, settings);
                    Connection owner = DriverManager.getConnection(login.url(), login.properties());
                    Connection connection = opened.pool().getConnection()) {
                owner.createStatement()
                        .execute("INSERT INTO patients (tenant_id, first_name, last_name) VALUES ('a', 'A', 'B')");
                assertThat(value(owner, "SELECT count(*) FROM change_log")).isEqualTo("1");
                assertThat(value(connection, "SELECT current_user || count(*) FROM patients"))
                        .isEqualTo("chartwire_hub0");
            }
        } finally {
            hub.sql("DROP DATABASE clinic_of_another WITH (FORCE)");
            hub.sql("DROP ROLE clinic_owner");
        }
    }

    @Test
    void refuses_to_open_while_a_role_can_pass_it_by() {
        hub.sql("CREATE DATABASE with_a_hole");
        Login login = hub.login("with_a_hole");
        hub.sql("ALTER ROLE chartwire_hub BYPASSRLS");
        try {
            assertThatThrownBy(() -> Database.open(login, Settings.load(Map.of("chartwire.demo", "false"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not bind chartwire_hub");
        } finally {
            hub.sql("ALTER ROLE chartwire_hub NOBYPASSRLS");
            hub.sql("DROP DATABASE with_a_hole WITH (FORCE)");
        }
    }

    private String ofTenant(Clinic tenant, String sql, String value) throws SQLException {
        try (Connection connection = database.pool().getConnection()) {
            return rows(
                    connection,
                    new Statement(sql, List.of("value")).ofTenant(),
                    tenant.tenant().value(),
                    value);
        }
    }

    private static String rows(Connection connection, Statement statement, String... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.jdbc())) {
            for (int index = 0; index < values.length; index++) {
                // The second is the caller, whom nobody asks for here.
                prepared.setString(index == 0 ? 1 : index + 2, values[index]);
            }
            prepared.setString(2, null);
            Statement.execute(prepared, statement.jdbc());
            List<String> rows = new ArrayList<>();
            try (ResultSet result = prepared.getResultSet()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return String.join(" ", rows);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }
}
