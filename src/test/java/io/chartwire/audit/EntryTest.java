package io.chartwire.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "Zoë 李 \uD83D\uDE00, Zoë 李 \uD83D\uDE00",
        "'a\r\nb\tc\u0007d', a??b?c?d",
        "'\u001B[31mred', ?[31mred",
        "'half \uD83D of one', half ? of one",
        "'\u202Eturned\u2028over', ?turned?over"
    })
    void what_others_wrote_stands_in_one_line_that_the_database_takes(String written, String entered) {
        assertThat(Entry.now("demo", written, "x", null, written, 200, null))
                .extracting(Entry::actor, Entry::objectId)
                .containsExactly(entered, entered);
    }

    @Test
    void what_others_wrote_holds_no_character_that_jsonb_refuses() {
        assertThat(Entry.plain("a\0b")).isEqualTo("a?b");
    }

    @ParameterizedTest
    @CsvSource({"x", "\uD83D\uDE00"})
    void what_others_wrote_is_cut(String character) {
        assertThat(Entry.plain(character.repeat(10_000))).isEqualTo(character.repeat(255));
    }
}
