package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.Settings;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clinic's own tables beside those of the hub. */
class OwnMigrationsIT {
    private static final String BEFORE_THE_UPGRADE = "6";

    @TempDir
    private Path folder;

    @Test
    void do_not_keep_a_later_release_from_its_tables() throws IOException, SQLException {
        RunningHub.shared().sql("CREATE DATABASE upgraded");
        Login login = RunningHub.shared().login("upgraded");
        Files.writeString(folder.resolve("V1001__fax.sql"), "CREATE TABLE fax_numbers (id uuid);");
        flyway(login)
                .locations("classpath:db/migration")
                .target(BEFORE_THE_UPGRADE)
                .load()
                .migrate();
        flyway(login).locations("filesystem:" + folder).load().migrate();

        try (Database database = Database.open(login, Settings.load(Map.of()));
                var connection = database.dedicated();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM flyway_schema_history WHERE success AND version IN ('8',"
                                + " '1001')")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT name::int FROM tenants",
                "ALTER TABLE tenants ADD CHECK (name <> 'ZZPHI')",
                "INSERT INTO tenants (id, name) SELECT id, name FROM tenants",
                "DO $$ BEGIN RAISE unique_violation USING DETAIL = 'ZZPHI'; END $$"
            })
    void tell_nothing_of_a_row_that_the_database_refuses(String statement) throws IOException {
        String name = "refused" + Integer.toHexString(statement.hashCode());
        RunningHub.shared().sql("CREATE DATABASE " + name);
        Login login = RunningHub.shared().login(name);
        Files.writeString(
                folder.resolve("V1001__broken.sql"),
                "INSERT INTO tenants (id, name) VALUES ('x', 'ZZPHI');\n" + statement + ";");

        try (Database database = Database.open(login, Settings.load(Map.of()))) {
            assertThatThrownBy(() -> database.extend(folder))
                    .isInstanceOfSatisfying(BrokenMigrationException.class, it -> {
                        assertThat(it.file()).isEqualTo("V1001__broken.sql");
                        assertThat(it.line()).isEqualTo(2);
                    })
                    .message()
                    .isNotEmpty()
                    .doesNotContain("ZZPHI");
        }
    }

    @Test
    void of_a_later_release_are_told_in_a_sentence() throws SQLException {
        RunningHub.shared().sql("CREATE DATABASE later");
        Login login = RunningHub.shared().login("later");
        Settings settings = Settings.load(Map.of());
        Database.open(login, settings).close();
        try (Connection connection = login.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, execution_time, success)"
                    + " VALUES (9999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'postgres', 1, true)");
        }

        assertThatThrownBy(() -> Database.open(login, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("used by a later release")
                .hasMessageContaining("V999__later.sql");
    }

    private static FluentConfiguration flyway(Login login) {
        return Flyway.configure()
                .dataSource(login.url(), login.user(), login.password().orElseThrow())
                .ignoreMigrationPatterns("*:missing");
    }
}
