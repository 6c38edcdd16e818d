package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.Settings;
import io.chartwire.StepObjects;
import io.chartwire.database.Database;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub starts with when somebody left a half-done change in the folder. */
class FirstRoutesIT {
    private static final String SET_STATUS = "sql/claims/set-status.sql";
    private static final String NOTES = "migration/V1001__claim_notes.sql";
    private static final String MORE = "migration/more/V1002__more.sql";

    private static Settings settings;
    private static Database database;
    private static RouteSet shipped;

    @TempDir
    private Path data;

    @BeforeAll
    static void open() throws IOException {
        settings = Settings.load(Map.of("chartwire.demo", "false"));
        RunningHub.shared().sql("CREATE DATABASE first_routes");
        database = Database.open(RunningHub.shared().login("first_routes"), settings);
        shipped = RouteSet.read(Path.of("routes"));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void a_mistake_that_only_the_database_sees_starts_what_ran_before() throws Exception {
        ran(shipped);

        FirstRoutes first = first(with(shipped, SET_STATUS, text(SET_STATUS).replace("RETURNING", "RETURNNG")));

        assertThat(first.set().hash()).isEqualTo(shipped.hash());
        assertThat(first.problems())
                .singleElement()
                .asString()
                .startsWith(SET_STATUS + ":14: PostgreSQL says: syntax error");
    }

    @Test
    void without_anything_that_ran_before_it_is_told_and_nothing_starts() {
        RouteSet broken = with(shipped, SET_STATUS, text(SET_STATUS).replace("RETURNING", "RETURNNG"));

        assertThatThrownBy(() -> first(broken))
                .isInstanceOf(BrokenRoutesException.class)
                .hasMessageContaining(SET_STATUS + ":14: PostgreSQL says: syntax error");
    }

    @Test
    void goes_back_to_the_last_version_that_can_run() throws Exception {
        ran(shipped);
        ran(with(shipped, "transitions.yaml", "claims: what\n"));

        FirstRoutes first = first(with(shipped, "audiences.yaml", "resources: [\n"));

        assertThat(first.set().hash()).isEqualTo(shipped.hash());
    }

    @Test
    void a_table_that_the_database_refuses_starts_what_ran_before() throws Exception {
        ran(shipped);

        FirstRoutes first = first(with(shipped, "migration/V1003__broken.sql", "\nCREATE TABEL broken (id uuid);\n"));

        assertThat(first.set().hash()).isEqualTo(shipped.hash());
        assertThat(first.problems())
                .singleElement()
                .asString()
                .startsWith("migration/V1003__broken.sql:2: ")
                .contains("syntax error");
    }

    @Test
    void a_migration_that_was_edited_after_it_was_applied_starts_what_ran_before() throws Exception {
        RouteSet applied = with(shipped, NOTES, "CREATE TABLE claim_notes (tenant_id text, PRIMARY KEY (tenant_id));");
        assertThat(first(applied).problems()).isEmpty();
        ran(applied);

        FirstRoutes first = first(with(shipped, NOTES, "CREATE TABLE claim_notes (tenant_id text, note text);"));

        assertThat(first.set().hash()).isEqualTo(applied.hash());
        assertThat(first.problems())
                .singleElement()
                .asString()
                .startsWith(NOTES + ": This migration was applied with another text");
    }

    @Test
    void tables_of_sub_folders_are_made_and_one_that_was_rolled_back_hinders_nothing() throws Exception {
        RouteSet one = with(shipped, NOTES, "CREATE TABLE claim_notes (tenant_id text, PRIMARY KEY (tenant_id));");
        RouteSet two = with(one, MORE, "CREATE TABLE more (tenant_id text, PRIMARY KEY (tenant_id));");
        assertThat(first(two).problems()).isEmpty();
        ran(two);
        ran(one);

        FirstRoutes first = first(one);

        assertThat(first.problems()).isEmpty();
        try (var connection = database.dedicated();
                var rows = connection.createStatement().executeQuery("SELECT to_regclass('more')")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("more");
        }
    }

    @Test
    void a_migration_whose_name_gives_no_number_is_told() throws Exception {
        ran(shipped);

        assertThat(first(with(shipped, "migration/V1004_notes.sql", "SELECT 1;"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("migration/")
                .contains("V1004_notes.sql");
    }

    private FirstRoutes first(RouteSet folder) throws IOException, SQLException, BrokenRoutesException {
        return FirstRoutes.choose(
                folder,
                new RouteCheck(StepObjects.unconnected(), settings.properties()),
                new DatabaseCheck(new OwnTables(database::extend), database.pool()),
                history());
    }

    private void ran(RouteSet set) throws IOException {
        history().keep(set, Instant.EPOCH);
    }

    private RouteHistory history() {
        return new RouteHistory(data);
    }

    private static String text(String file) {
        return shipped.text(file).orElseThrow();
    }

    private static RouteSet with(RouteSet set, String file, String text) {
        Map<String, RouteFile> files = new TreeMap<>();
        set.files().forEach(it -> files.put(it.path(), it));
        files.put(file, new RouteFile(file, text.getBytes(StandardCharsets.UTF_8)));
        return RouteSet.of(List.copyOf(files.values()));
    }
}
