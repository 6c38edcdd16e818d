package io.chartwire.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberedTest {
    @Test
    void knows_where_a_character_was_behind_a_text_of_any_length() {
        String text = "'" + "it''s :long ".repeat(100_000) + "'";
        String sql = "SELECT :tenant, " + text + ", :tenant, here";

        Numbered statement = Numbered.of(sql);

        assertThat(statement.text()).isEqualTo("SELECT $1, " + text + ", $1, here");
        assertThat(statement.original(statement.text().indexOf("here"))).isEqualTo(sql.indexOf("here"));
    }
}
