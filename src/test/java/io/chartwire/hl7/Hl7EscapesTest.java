package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hl7EscapesTest {

    private static final Hl7Escapes ESCAPES = new Hl7Escapes(Hl7Delimiters.USUAL, StandardCharsets.UTF_8);

    /** A line feed is drawn as ⏎ and a space as ␣. */
    @ParameterizedTest
    @CsvSource({
        "plain,                plain",
        "a\\F\\b,              a|b",
        "a\\S\\b,              a^b",
        "a\\T\\b,              a&b",
        "a\\R\\b,              a~b",
        "a\\E\\b,              a\\b",
        "a\\E\\.br\\E\\b,      a\\.br\\b",
        "a\\P\\b,              a#b",
        "a\\.br\\b,            a⏎b",
        "a\\.BR\\b,            a⏎b",
        "a\\.sp\\b,            a⏎b",
        "a\\.sp2\\b,           a⏎⏎b",
        "a\\.sp+2\\b,          a⏎⏎b",
        "a\\.sp 2\\b,          a⏎⏎b",
        "a\\.sk3\\b,           a␣␣␣b",
        "a\\.ce\\b,            a⏎b",
        "a\\.in+4\\b,          ab",
        "a\\.ti4\\b,           ab",
        "a\\.fi\\b\\.nf\\c,    abc",
        "a\\H\\b\\N\\c,        abc",
        "a\\X0D\\b,            a⏎b",
        "a\\X0D0A\\b,          a⏎b",
        "a\\X0D\\\\X0A\\b,     a⏎b",
        "a\\X41\\b,            aAb",
        "a\\XC3A9\\b,          aéb",
        "a\\XC3\\\\XA9\\b,     aéb",
        "a\\X00\\b,            ab",
        "a\\X4\\b,             a\\X4\\b",
        "a\\Xzz\\b,            a\\Xzz\\b",
        "a\\Z01\\b,            a\\Z01\\b",
        "a\\C2842\\b,          a\\C2842\\b",
        "C:\\dir\\file,        C:\\dir\\file",
        "5\\6\\.br\\x,         5\\6⏎x",
        "a\\,                  a\\",
        "\\\\,                 \\\\",
        "a\\.xx\\b,            a\\.xx\\b",
        "a\\.sp99999999999\\b, a\\.sp99999999999\\b"
    })
    void decodes(String encoded, String text) {
        assertThat(ESCAPES.decode(encoded)).isEqualTo(text.replace('⏎', '\n').replace('␣', ' '));
    }

    @Test
    void follows_the_message_s_delimiters_and_character_set() {
        Hl7Escapes escapes = new Hl7Escapes(Hl7Delimiters.of("MSH:;*!$:"), StandardCharsets.ISO_8859_1);

        assertThat(escapes.decode("!F!!S!!R!!T!!E!!XE9!\\F\\")).isEqualTo(":;*$!é\\F\\");
    }

    @Property
    void decodes_what_it_encodes(@ForAll String text) {
        String plain = text.replace("\r\n", "\n").replace('\r', '\n');

        String encoded = ESCAPES.encode(plain);

        assertThat(encoded).doesNotContain("|", "^", "~", "&", "\r", "\n");
        assertThat(ESCAPES.decode(encoded)).isEqualTo(plain);
    }
}
