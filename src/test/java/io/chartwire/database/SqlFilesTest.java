package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlFilesTest {
    @TempDir
    private Path routes;

    @Test
    void gives_a_statement_by_its_name() throws IOException {
        file("claims/read-claim", "SELECT 1\n");

        assertThat(text("claims/read-claim")).isEqualTo("SELECT 1\n");
    }

    @Test
    void puts_an_included_file_in_place_of_its_line() throws IOException {
        file("claims/read-claim", "WITH claim AS (SELECT 1)\n\\ir object.sql\nLIMIT 1\n");
        file("claims/object", "SELECT '$1' FROM claim");

        assertThat(text("claims/read-claim")).isEqualTo("WITH claim AS (SELECT 1)\nSELECT '$1' FROM claim\nLIMIT 1\n");
    }

    @Test
    void finds_an_included_file_from_where_the_including_one_stands() throws IOException {
        file("claims/list-claims", "\\ir ../shared/outer.sql");
        file("shared/outer", "\\ir inner.sql");
        file("shared/inner", "SELECT 1");

        assertThat(text("claims/list-claims")).isEqualTo("SELECT 1");
    }

    @Test
    void includes_a_file_twice_when_it_is_named_twice() throws IOException {
        file("claims/both", "\\ir object.sql\nUNION ALL\n\\ir object.sql");
        file("claims/object", "SELECT 1");

        assertThat(text("claims/both")).isEqualTo("SELECT 1\nUNION ALL\nSELECT 1");
    }

    @Test
    void reads_a_file_anew_so_that_an_edit_is_seen() throws IOException {
        SqlFiles files = new SqlFiles(routes);
        file("claims/read-claim", "SELECT 1");
        files.text("claims/read-claim");
        file("claims/read-claim", "SELECT 2");

        assertThat(files.text("claims/read-claim")).isEqualTo("SELECT 2");
    }

    @Test
    void says_which_statement_is_not_there() {
        assertThatThrownBy(() -> text("claims/absent"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("There is no statement")
                .hasMessageContaining("absent.sql");
    }

    @Test
    void says_who_includes_a_file_that_is_not_there() throws IOException {
        file("claims/read-claim", "\\ir absent.sql");

        assertThatThrownBy(() -> text("claims/read-claim"))
                .hasMessageContaining("absent.sql, included by")
                .hasMessageContaining("read-claim.sql");
    }

    @Test
    void refuses_a_file_that_includes_itself() throws IOException {
        file("claims/one", "\\ir other.sql");
        file("claims/other", "\\ir one.sql");

        assertThatThrownBy(() -> text("claims/one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("includes itself");
    }

    private String text(String name) {
        return new SqlFiles(routes).text(name);
    }

    private void file(String name, String text) throws IOException {
        Path file = routes.resolve("sql").resolve(name + ".sql");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
