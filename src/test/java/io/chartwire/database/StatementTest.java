package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 1                                | SELECT 1                           | ``",
                "SELECT :tenant                          | SELECT ?                           | tenant",
                "SELECT :a, :b, :a                       | SELECT ?, ?, ?                     | a b a",
                "SELECT :newId::uuid                     | SELECT ?::uuid                     | newId",
                "SELECT '{}'::jsonb                      | SELECT '{}'::jsonb                 | ``",
                "SELECT ':a', :b                         | SELECT ':a', ?                     | b",
                "SELECT 'it''s :a', :b                   | SELECT 'it''s :a', ?               | b",
                "SELECT \":a\", :b                       | SELECT \":a\", ?                   | b",
                "SELECT to_char(t, 'HH24:MI')            | SELECT to_char(t, 'HH24:MI')       | ``",
                "SELECT '-- :a', :b                      | SELECT '-- :a', ?                  | b",
                "SELECT :request::jsonb -> stored.status | SELECT ?::jsonb -> stored.status   | request",
                "SELECT '\\$1', :a                       | SELECT '\\$1', ?                   | a"
            })
    void finds_the_parameters_outside_texts_casts_and_names(String sql, String jdbc, String parameters) {
        Statement statement = Statement.parse(sql);

        assertThat(statement.jdbc()).isEqualTo(jdbc);
        assertThat(statement.parameters()).isEqualTo(words(parameters));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`-- Reads :a.\nSELECT :b`                | `SELECT ?`",
                "`SELECT :b -- not :a, it's\n, 1`         | `SELECT ? , 1`",
                "`SELECT :b -- the end`                   | `SELECT ?`"
            })
    void leaves_comments_out(String sql, String jdbc) {
        assertThat(Statement.parse(sql)).isEqualTo(new Statement(jdbc, List.of("b")));
    }

    private static List<String> words(String text) {
        return text == null || text.isBlank() ? List.of() : Arrays.asList(text.split(" "));
    }

    @Test
    void takes_texts_of_any_length() {
        String text = "'" + "it''s :long ".repeat(100_000) + "'";

        Statement statement = Statement.parse("SELECT " + text + ", :a");

        assertThat(statement.jdbc()).isEqualTo("SELECT " + text + ", ?");
        assertThat(statement.parameters()).containsExactly("a");
    }
}
