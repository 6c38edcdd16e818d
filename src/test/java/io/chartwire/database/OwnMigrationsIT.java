package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.Settings;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private Path routes;

    @Test
    void do_not_keep_a_later_release_from_its_tables() throws IOException, SQLException {
        RunningHub.shared().sql("CREATE DATABASE upgraded");
        Login login = RunningHub.shared().login("upgraded");
        Files.createDirectory(routes.resolve("migration"));
        Files.writeString(routes.resolve("migration/V1001__fax.sql"), "CREATE TABLE fax_numbers (id uuid);");
        flyway(login)
                .locations("classpath:db/migration")
                .target(BEFORE_THE_UPGRADE)
                .load()
                .migrate();
        flyway(login)
                .locations("filesystem:" + routes.resolve("migration"))
                .load()
                .migrate();

        try (Database database = Database.open(login, Settings.load(Map.of("chartwire.routes", routes.toString())));
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
        Files.createDirectory(routes.resolve("migration"));
        Settings settings = Settings.load(Map.of("chartwire.routes", routes.toString()));
        Path migration = routes.resolve("migration/V1001__broken.sql");
        String broken = "INSERT INTO tenants (id, name) VALUES ('x', 'ZZPHI');\n" + statement + ";";

        try (Database database = Database.open(login, settings)) {
            Files.writeString(migration, broken);
            assertThatThrownBy(() -> database.extend(routes.resolve("migration")))
                    .isInstanceOf(BrokenMigrationException.class)
                    .message()
                    .isNotEmpty()
                    .doesNotContain("ZZPHI");
        }
        assertThatThrownBy(() -> Database.open(login, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .contains("V1001__broken.sql, line 2: ")
                .doesNotContain("ZZPHI");
    }

    private static FluentConfiguration flyway(Login login) {
        return Flyway.configure()
                .dataSource(login.url(), login.user(), login.password().orElseThrow())
                .ignoreMigrationPatterns("*:missing");
    }
}
