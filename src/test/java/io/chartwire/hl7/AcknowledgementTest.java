package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.hl7.Hl7Rejection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgementTest {

    private static final String TIME = "\\d{14}\\+0000";
    private static final String ID = "CW[0-9A-Z]{18}";
    private static final String PID = "PID|1||MRN77^^^CLINIC^MR||SECRETNAME^JANE||19800515|F";

    @Test
    void swaps_the_sides_and_echoes_version_processing_id_and_control_id() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250108||ORU^R01|M-1|D|2.5.1", PID);

        String ack = accepted(message);

        assertThat(ack)
                .matches("MSH\\|\\^~\\\\&\\|EHR\\|CLINIC\\|LAB\\|EAST\\|" + TIME + "\\|\\|ACK\\^R01\\^ACK\\|" + ID
                        + "\\|D\\|2\\.5\\.1\rMSA\\|AA\\|M-1\r");
    }

    @Test
    void speaks_the_sender_s_own_delimiters() {
        Hl7Message message = Hl7Samples.message("MSH:;~\\&:LAB;1.2.3;ISO:EAST:EHR:CLINIC:2025::ORU;R01:M1:P:2.5", PID);

        String ack = rejected(message);

        assertThat(ack).startsWith("MSH:;~\\&:EHR:CLINIC:LAB;1.2.3;ISO:EAST:").contains("::ACK;R01;ACK:");
        assertThat(ack)
                .contains("\rMSA:AR:M1:")
                .contains("\rERR::MSH;1;3:204;Unknown key identifier;HL70357:E::::This");
    }

    @Test
    void keeps_a_truncation_character_and_a_character_set() {
        Hl7Message message =
                Hl7Samples.message("MSH|^~\\&#|LAB|É|EHR|CLINIC|2025||ORU^R01|M1|P|2.7||||||UNICODE UTF-8", PID);

        assertThat(accepted(message))
                .startsWith("MSH|^~\\&#|EHR|CLINIC|LAB|É|")
                .contains("|P|2.7||||||UNICODE UTF-8\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-2022-CN", "x-JISAutoDetect"})
    void is_written_where_the_sender_s_character_set_can_only_be_read(String charset) {
        Hl7Message message =
                Hl7Samples.message("MSH|^~\\&|LAB|EAST|EHR|CLINIC|2025||ORU^R01|M1|P|2.7||||||" + charset, PID);

        assertThat(new String(Acknowledgement.of(message, AckCode.AA, null).bytes(), StandardCharsets.UTF_8))
                .endsWith("|" + charset + "\rMSA|AA|M1\r");
    }

    @ParameterizedTest
    @CsvSource({"2.1,ACK^R01", "2.3,ACK^R01", "2.3.1,ACK^R01", "2.4,ACK^R01^ACK", "2.8.2,ACK^R01^ACK", "'',ACK^R01^ACK"
    })
    void names_the_structure_from_version_2_4(String version, String type) {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|" + version, PID);

        assertThat(accepted(message)).contains("||" + type + "|CW");
        assertThat(accepted(message)).contains("|P|" + (version.isEmpty() ? "2.5.1" : version) + "\r");
    }

    @Test
    void writes_the_older_error_segment_before_version_2_5() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.3", PID);

        assertThat(rejected(message)).endsWith("\rERR|MSH^1^3^204&Unknown key identifier&HL70357\r");
    }

    @Test
    void asks_for_a_resend_when_storing_failed() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5", PID);

        String ack = text(Acknowledgement.answers(message, Outcome.FAILED, Hl7Rejection.notNow()));

        assertThat(ack).contains("\rMSA|AE|M1|The message could not be stored now; send it again.\r");
        assertThat(ack)
                .endsWith("\rERR||MSH^1|207^Application internal error^HL70357|E||||The message could not be"
                        + " stored now; send it again.\r");
    }

    @Test
    void sends_commit_and_application_acknowledgement_with_ids_of_their_own() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5|||AL|AL", PID);

        List<Acknowledgement> answers = Acknowledgement.answers(message, Outcome.ACCEPTED, null);

        assertThat(answers).extracting(Acknowledgement::code).containsExactly(AckCode.CA, AckCode.AA);
        assertThat(answers).extracting(Acknowledgement::controlId).doesNotHaveDuplicates();
        assertThat(answers).allSatisfy(ack -> assertThat(ack.text()).contains("MSA|" + ack.code() + "|M1"));
    }

    @Test
    void never_answers_an_acknowledgement() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ACK^R01|M1|P|2.5", "MSA|AA|X");

        assertThat(Acknowledgement.answers(message, Outcome.REJECTED, Hl7Rejection.unknownSender()))
                .isEmpty();
    }

    @Test
    void answers_what_is_no_message_with_a_reject_for_no_control_id() {
        Acknowledgement ack = Acknowledgement.unreadable(Outcome.REJECTED, Hl7Rejection.tooLarge(100));

        assertThat(ack.text())
                .matches("MSH\\|\\^~\\\\&\\|CHARTWIRE\\|\\|\\|\\|" + TIME + "\\|\\|ACK\\|" + ID
                        + "\\|P\\|2\\.5\\.1\r"
                        + "MSA\\|AR\\|\\|The message is larger[^\r"
                        + "]*\r"
                        + "ERR\\|\\|MSH\\^1\\|102\\^[^\r"
                        + "]*\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MSH|^~\\&|L|E|^^|^^|2025||ORU^R01^ORU_R01|12345678901234567890|P|2.5",
                "MSH|^~\\&|L|E|E|C|2025||ORU^R01|12345678901234567890|P|2.5",
                "MSH|^~\\&|L\nPID|1||MRN77||SECRETNAME",
                "MSH|^~\\&"
            })
    void survives_odd_headers_and_holds_no_patient_data(String header) {
        for (String ends : new String[] {"\r", "\n", "\r\n"}) {
            Hl7Message message = Hl7Message.read((header + ends + PID + ends).getBytes(StandardCharsets.UTF_8));

            for (Acknowledgement ack : Acknowledgement.answers(message, Outcome.REJECTED, Hl7Rejection.notNow())) {
                assertThat(ack.text()).doesNotContain("SECRETNAME").doesNotContain("MRN77");
                assertThat(ack.text().split("\r")).hasSize(3);
                assertThat(ack.controlId()).hasSize(20);
            }
        }
    }

    @Test
    void says_nothing_back_of_a_patient_who_slipped_into_the_header() {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5 " + PID);

        assertThat(message.rejection()).hasValueSatisfying(rejection -> assertThat(rejection.location())
                .isEqualTo(new Hl7Location("MSH", 1, 12)));
        assertThat(rejected(message))
                .doesNotContain("MRN77", "SECRETNAME", "JANE", "1980")
                .contains("|P|2.5.1\rMSA|AR|M1|");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10})
    void says_nothing_back_of_a_header_whose_line_end_is_lost(int last) {
        String[] fields = "MSH|^~\\&|LAB|EAST|EHR|CLINIC|2025||ORU^R01|M1|P|2.5".split("\\|");
        String header = String.join("|", List.of(fields).subList(0, last - 1));
        Hl7Message message =
                Hl7Samples.message(header + "PID|1|OLD77|MRN77^^^CLINIC^MR|ALT77|SECRETNAME^ANN|MAIDEN|19800515|F");

        assertThat(rejected(message))
                .doesNotContain("OLD77", "MRN77", "ALT77", "SECRETNAME", "ANN^", "^ANN", "MAIDEN", "19800515");
        assertThat(accepted(Hl7Samples.message("MSH|^~\\&|RAPID|E|E|C|2025||ORU^R01|M1|P", PID)))
                .contains("|RAPID|", "AA|M1");
    }

    @ParameterizedTest
    @CsvSource({
        "12, 2.5 PID,         |P|2.5.1",
        "11, JANE DOE,        |P|2.5",
        "18, JANE DOE,        |P|2.5",
        "18, 8859/1~ISO IR87, |P|2.5||||||8859/1~ISO IR87"
    })
    void echoes_a_header_field_only_when_it_looks_like_one(int field, String value, String end) {
        String[] fields = "MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5||||||".split("\\|", -1);
        fields[field - 1] = value;

        String header =
                accepted(Hl7Samples.message(String.join("|", fields), PID)).split("\r")[0];

        assertThat(header).endsWith(end);
    }

    @Test
    void cuts_a_control_id_that_is_too_long() {
        Hl7Message message =
                Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|" + "M".repeat(10_000) + "|P|2.5", PID);

        assertThat(rejected(message)).contains("\rMSA|AR|" + "M".repeat(199) + "|");
    }

    @ParameterizedTest
    @CsvSource({"2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.2", "2", "''"})
    void takes_every_version_2(String version) {
        assertThat(Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|" + version, PID)
                        .rejection())
                .isEmpty();
    }

    @Test
    void says_in_msa_what_fits_without_cutting_a_word() {
        String ack = rejected(
                Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.3", PID), Hl7Rejection.tooLarge(33_554_432));

        assertThat(ack).contains("|The message is larger than the limit of 33554432 bytes; the connection is\r");
    }

    @Test
    void has_unique_control_ids() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(Acknowledgement.unreadable(Outcome.REJECTED, Hl7Rejection.tooLarge(1))
                    .controlId());
        }
        assertThat(ids).hasSize(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "ORU^R01,       '',  2.5, REQUIRED_FIELD_MISSING,   10",
        "MDM^T02,       M1,  2.5, UNSUPPORTED_MESSAGE_TYPE, 9",
        "'',            M1,  2.5, UNSUPPORTED_MESSAGE_TYPE, 9",
        "ADT^A40,       M1,  2.5, UNSUPPORTED_EVENT_CODE,   9",
        "ORU^R01,       M1,  3.0, UNSUPPORTED_VERSION,      12"
    })
    void refuses_with_a_place_and_a_code(String type, String id, String version, Reason reason, int field) {
        Hl7Message message = Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||" + type + "|" + id + "|P|" + version, PID);

        assertThat(message.rejection()).hasValueSatisfying(rejection -> {
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.location()).isEqualTo(new Hl7Location("MSH", 1, field));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORU^R01",
                "ORU",
                "ORU^R01^ORU_R01",
                "ADT^A04",
                "ADT^A08^ADT_A01",
                "SIU^S12",
                "SIU^S13",
                "SIU^S15"
            })
    void accepts_what_clinics_send(String type) {
        assertThat(Hl7Samples.message("MSH|^~\\&|L|E|E|C|2025||" + type + "|M1|P|2.1", PID)
                        .rejection())
                .isEmpty();
    }

    @Test
    void refuses_two_messages_in_one_frame() {
        String header = "MSH|^~\\&|L|E|E|C|2025||ORU^R01|M1|P|2.5";

        assertThat(Hl7Samples.message(header, PID, header, PID).rejection())
                .hasValueSatisfying(
                        rejection -> assertThat(rejection.location()).isEqualTo(new Hl7Location("MSH", 2, 0)));
    }

    private static String accepted(Hl7Message message) {
        return text(Acknowledgement.answers(message, Outcome.ACCEPTED, null));
    }

    private static String rejected(Hl7Message message) {
        return rejected(message, Hl7Rejection.unknownSender());
    }

    private static String rejected(Hl7Message message, Hl7Rejection why) {
        return text(Acknowledgement.answers(message, Outcome.REJECTED, why));
    }

    private static String text(List<Acknowledgement> answers) {
        assertThat(answers).hasSize(1);
        return answers.get(0).text();
    }
}
