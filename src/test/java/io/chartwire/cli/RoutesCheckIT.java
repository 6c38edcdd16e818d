package io.chartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.RoutesCopy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code routes check} as the engineers' own CI runs it, with no hub and no database. */
class RoutesCheckIT {
    @TempDir
    private Path folder;

    private RoutesCopy routes;
    private String[] before;

    @BeforeEach
    void copy() {
        routes = RoutesCopy.to(folder.resolve("routes"));
        before = temporary();
    }

    @AfterEach
    void nothing_is_left_behind() {
        assertThat(temporary()).containsExactlyInAnyOrder(before);
    }

    @Test
    void takes_the_shipped_routes_with_tables_of_the_clinics_own() {
        routes.add(Path.of("src/test/resources/referrals"));

        Run check = Run.of("routes", "check", routes.folder().toString());

        assertThat(check.out()).isEmpty();
        assertThat(check.status()).isZero();
    }

    @Test
    void tells_what_only_a_database_knows() throws IOException {
        replace("sql/claims/set-status.sql", "RETURNING stored", "RETURNNG stored");
        replace("sql/claims/object.sql", "claim.paid_amount", "claim.paid_amont");

        Run check = Run.of("routes", "check", routes.folder().toString());

        assertThat(check.out())
                .contains("sql/claims/set-status.sql:14: PostgreSQL says: syntax error")
                .containsPattern("sql/claims/object.sql:17: PostgreSQL says: .*paid_amont");
        assertThat(check.status()).isEqualTo(1);
    }

    @Test
    void tells_which_migration_a_database_refuses() throws IOException {
        Files.createDirectories(routes.folder().resolve("migration"));
        Files.writeString(routes.folder().resolve("migration/V1001__notes.sql"), "\nCREATE TABEL notes (id uuid);\n");

        Run check = Run.of("routes", "check", routes.folder().toString());

        assertThat(check.out()).startsWith("migration/V1001__notes.sql:2: ").contains("syntax error");
        assertThat(check.status()).isEqualTo(1);
    }

    private void replace(String file, String before, String after) throws IOException {
        Path path = routes.folder().resolve(file);
        Files.writeString(path, Files.readString(path).replace(before, after));
    }

    private static String[] temporary() {
        return new File(System.getProperty("java.io.tmpdir"))
                .list((parent, name) -> name.startsWith("chartwire-database"));
    }
}
