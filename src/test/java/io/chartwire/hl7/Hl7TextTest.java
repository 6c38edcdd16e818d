package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartwire.hl7.Hl7Rejection.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hl7TextTest {

    /** MSH-18, the character set that the bytes are really in, a name that only the right set gives back. */
    @ParameterizedTest(name = "MSH-18 {0}")
    @CsvSource({
        "'',               UTF-8,       Müller",
        "'',               ISO-8859-1,  Müller",
        "ASCII,            US-ASCII,    Mueller",
        "ASCII,            UTF-8,       Müller",
        "8859/1,           ISO-8859-1,  Ñandú",
        "8859/1,           ISO-8859-1,  Ã¼",
        "8859/2,           ISO-8859-2,  Łódź",
        "8859/3,           ISO-8859-3,  Ħal",
        "8859/4,           ISO-8859-4,  Ķēniņš",
        "8859/5,           ISO-8859-5,  Иванов",
        "8859/6,           ISO-8859-6,  سلام",
        "8859/7,           ISO-8859-7,  Γιώργος",
        "8859/8,           ISO-8859-8,  שלום",
        "8859/9,           ISO-8859-9,  Şahin",
        "8859/15,          ISO-8859-15, Œuvre€",
        "UNICODE UTF-8,    UTF-8,       王小明",
        "UNICODE UTF-8,    ISO-8859-1,  Müller",
        "UNICODE,          UTF-8,       王小明",
        "UTF-8,            UTF-8,       Müller",
        "GB 18030-2000,    GB18030,     王小明",
        "BIG-5,            Big5,        王小明",
        "KS X 1001,        EUC-KR,      김민수",
        "ISO IR87,         ISO-2022-JP, 山田",
        "~ISO IR87,        ISO-2022-JP, 山田",
        "WINDOWS-1252,     windows-1252, O’Brien",
        "NO SUCH SET,      UTF-8,       Müller"
    })
    void honours_the_character_set(String msh18, String charset, String name) {
        String message = "MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5||||||" + msh18 + "\rPID|1||M1||" + name + "^X\r";

        Hl7Text text = Hl7Text.decode(message.getBytes(Charset.forName(charset)));

        assertThat(text.text()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
    void strips_a_byte_order_mark(String charset) {
        byte[] bytes = "\uFEFFMSH|^~\\&|L|É".getBytes(Charset.forName(charset));

        assertThat(Hl7Text.decode(bytes).text()).isEqualTo("MSH|^~\\&|L|É");
    }

    @Test
    void reads_utf_16_without_a_mark() {
        assertThat(Hl7Text.decode("MSH|^~\\&|É".getBytes(StandardCharsets.UTF_16LE))
                        .text())
                .isEqualTo("MSH|^~\\&|É");
    }

    @Test
    void holds_no_nul() {
        assertThat(Hl7Text.decode("MSH|^~\\&|A\0B".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("MSH|^~\\&|AB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n"})
    void splits_segments_at_any_line_end(String end) {
        assertThat(segments("MSH|^~\\&|A" + end + "PID|1" + end + end + "ZX1|x" + end))
                .containsExactly("MSH|^~\\&|A", "PID|1", "ZX1|x");
    }

    @Test
    void keeps_a_line_that_is_no_segment_with_the_one_before() {
        assertThat(segments("MSH|^~\\&|A\rOBX|1|ED|||^^^Base64^JVBER\nAAAA\r\n\r\nBBBB|||\rOBX|2"))
                .containsExactly("MSH|^~\\&|A", "OBX|1|ED|||^^^Base64^JVBER\nAAAA\n\nBBBB|||", "OBX|2");
    }

    @Test
    void knows_a_segment_without_fields() {
        assertThat(
                        segments(
                                "MSH|^~\\&|A\rPID|1||MRN1\rPV1\rOBR|1\rOBX|1|TX|C||a||||||P\rNTE\rZDS\rOBX|2|TX|C||b\rabc\rAND"))
                .containsExactly(
                        "MSH|^~\\&|A",
                        "PID|1||MRN1",
                        "PV1",
                        "OBR|1",
                        "OBX|1|TX|C||a||||||P",
                        "NTE",
                        "ZDS",
                        "OBX|2|TX|C||b\nabc\nAND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "PID|1", "hello", "MSH", "MSH|", "\0\1\2", "<xml/>", "MSHA^~\\&A", "MSH|^^\\&|A"})
    void refuses_what_is_no_message(String content) {
        assertThatThrownBy(() -> Hl7Message.read(content.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Hl7Rejection.class, rejection -> {
                    assertThat(rejection.location().segment()).isEqualTo("MSH");
                    assertThat(rejection.reason()).isIn(Reason.SEGMENT_SEQUENCE_ERROR, Reason.DATA_TYPE_ERROR);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"FHS", "BHS"})
    void asks_for_single_messages_in_place_of_a_batch(String header) {
        String batch = header + "|^~\\&|A\rMSH|^~\\&|A\r";
        assertThatThrownBy(() -> Hl7Message.read(batch.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Hl7Rejection.class, rejection -> {
                    assertThat(rejection.location().segment()).isEqualTo(header);
                    assertThat(rejection.sentence()).startsWith("Batches are not accepted here");
                });
    }

    @ParameterizedTest(name = "MSH-18 {0}")
    @CsvSource({
        "UNICODE UTF-8,  ISO-8859-1, false",
        "ASCII,          UTF-8,      false",
        "UNICODE UTF-16, UTF-8,      false",
        "IBM037,         UTF-8,      false",
        "NO SUCH SET,    UTF-8,      false",
        "'',             ISO-8859-1, true",
        "8859/1,         ISO-8859-1, true",
        "UNICODE,        UTF-8,      true"
    })
    void says_whether_the_bytes_are_what_the_sender_says(String msh18, String charset, boolean asDeclared) {
        String message = "MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5||||||" + msh18 + "\rPID|1||M1||Müller\r";

        Hl7Text text = Hl7Text.decode(message.getBytes(Charset.forName(charset)));

        assertThat(text.text()).isEqualTo(message);
        assertThat(text.asDeclared()).isEqualTo(asDeclared);
    }

    @Test
    void names_content_by_its_bytes() {
        assertThat(ContentHash.of("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static List<String> segments(String text) {
        return new Hl7Text(text, StandardCharsets.UTF_8, true).segments('|', 100);
    }
}
