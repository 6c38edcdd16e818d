package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.RunningHub;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of patients and appointments by the messages of the systems that also keep them. */
class AdtAndSiuIT {
    private final Lab lab = new Lab();

    @Test
    void changes_the_patient_whom_one_of_the_identifiers_names() {
        JsonNode message = lab.report(adt("LAB77^^^LAB^PI~MRN1^^^CLINIC", "LEE^ANNA", "20250110"));

        assertThat(message.path("patientId").asText()).isEqualTo(lab.clinic.patient());
        assertThat(patient().path("firstName").asText()).isEqualTo("ANNA");
    }

    @Test
    void changes_nobody_when_the_identifiers_are_of_two_patients() {
        lab.patient("MRN2", "Bea", "Moss", "1970-01-01");
        JsonNode message = lab.report(adt("MRN1~MRN2", "LEE^ANNA", "20250110"));

        assertThat(message.path("status").asText()).isEqualTo("unmatched");
        assertThat(message.path("reason").asText()).isEqualTo("The identifiers of the message are of several patients");
    }

    @Test
    void registers_a_patient_by_the_medical_record_number() {
        JsonNode message = lab.report(adt("LAB78^^^LAB^PI~MRN8^^^CLINIC^MR", "MOSS^EVA", "20250110"));

        assertThat(message.path("mrn").asText()).isEqualTo("MRN8");
        assertThat(lab.message(message.path("id").asText())
                        .at("/changes/0/to/mrn")
                        .asText())
                .isEqualTo("MRN8");
    }

    @Test
    void clears_what_an_explicit_null_deletes_and_keeps_what_is_left_out() {
        String telecom = "^PRN^PH^^1^555^1234567~^NET^Internet^ann@example.org";
        lab.report(adt("MRN1", "LEE^ANN||19800102|F|||||" + telecom, "20250110"));
        lab.report(adt("MRN1", "LEE^ANN", "20250111"));
        assertThat(patient().path("phone").asText()).isEqualTo("555 1234567");
        assertThat(patient().path("dob").asText()).isEqualTo("1980-01-02");

        lab.report(adt("MRN1", "LEE^ANN||\"\"|F|||||\"\"", "20250112"));
        assertThat(patient().has("phone")).isFalse();
        assertThat(patient().has("email")).isFalse();
        assertThat(patient().has("dob")).isFalse();
    }

    @Test
    void lets_no_late_message_undo_a_newer_one_of_its_sender() {
        lab.report(adt("MRN1", "LEE-MOSS^ANN", "20250112"));
        JsonNode late = lab.report(adt("MRN1", "LEE^ANN", "20250111"));
        assertThat(patient().path("lastName").asText()).isEqualTo("LEE-MOSS");
        assertThat(lab.message(late.path("id").asText()).at("/history/0/detail").asText())
                .isEqualTo("A newer message about the patient was there already; this one changes nothing");

        lab.report(adt("MRN1", "LEE^ANN", "20250111").replace("|LAB|EAST|", "|DESK|EAST|"));
        assertThat(patient().path("lastName").asText()).isEqualTo("LEE");
    }

    /**
     * Messages in the order of arrival, each as its trigger, the minute in which it was sent, and the hour of the start (a dash: no
     * time), with a minute more as the end; the status, start and end of the appointment; what became of the last message.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            S12@1=09+60              | scheduled 09:00 10:00 | processed The appointment was made
            S12@1=09                 | scheduled 09:00 09:30 | processed The appointment was made
            S12@1=09+60 S13@2=11     | scheduled 11:00 12:00 | processed The appointment was moved
            S13@2=11+60 S12@1=09+60  | scheduled 11:00 12:00 | processed A newer message about the appointment was there already; this one changes nothing
            S12@1=09+60 S13@3=12 S13@2=11 | scheduled 12:00 13:00 | processed A newer message about the appointment was there already; this one changes nothing
            S12@1=09 S15@2=- S13@3=11 | cancelled 09:00 09:30 | unmatched The appointment is over
            S12@1=09 S15@3=- S13@2=11 | cancelled 09:00 09:30 | processed A newer message about the appointment was there already; this one changes nothing
            S15@2=- S12@1=09         |                       | unmatched The sender cancelled this appointment already, in message
            S15@1=- S12@2=09         | scheduled 09:00 09:30 | processed The appointment was made
            """)
    void makes_moves_and_cancels_an_appointment_by_what_was_sent_last(
            String arriving, String appointment, String last) {
        JsonNode message = null;
        for (String word : arriving.split(" ")) {
            message = lab.report(siu(word));
        }

        assertThat(appointments()).isEqualTo(appointment == null ? List.of() : List.of(appointment));
        assertThat(lab.message(message.path("id").asText())
                        .at("/history/0/detail")
                        .asText())
                .startsWith(last.substring(last.indexOf(' ') + 1));
        assertThat(last).startsWith(message.path("status").asText());
    }

    @Test
    void gives_a_new_appointment_the_length_of_its_type() {
        RunningHub.shared()
                .sql(
                        "INSERT INTO appointment_types (tenant_id, id, name, duration_minutes) VALUES (?, ?, 'Excision', 45)",
                        lab.clinic.tenant().value(),
                        UUID.randomUUID());
        lab.report(siu("S12@1=09").replace("|||||Follow-up|", "|||||Excision|"));

        assertThat(appointments()).containsExactly("scheduled 09:00 09:45");
    }

    @Test
    void leaves_a_message_to_a_person_whose_numbers_are_of_two_appointments() {
        lab.report(siu("S12@1=09"));
        lab.report(siu("S12@1=11").replace("SCH|P1|F1|", "SCH|P2|F2|"));
        JsonNode both = lab.report(siu("S15@2=-").replace("SCH|P1|F1|", "SCH|P1|F2|"));
        lab.report(siu("S13@2=10").replace("SCH|P1|F1|", "SCH|P1||"));

        assertThat(both.path("reason").asText()).isEqualTo("The numbers of the message are of several appointments");
        assertThat(appointments()).containsExactlyInAnyOrder("scheduled 10:00 10:30", "scheduled 11:00 11:30");
    }

    /** The provider in AIP-3, among Dr. Ada Reyes and Ashlee Adams; a dash: there is no such provider. */
    @ParameterizedTest
    @CsvSource({
        "^Reyes^Ada, made",
        "^REYES^A, made",
        "^Reyes, made",
        "^Lee, -",
        "^Rey^Ada, -",
        "9^Reyes^Bea, -",
        "7, made"
    })
    void finds_the_provider_by_number_or_whole_name(String provider, String outcome) {
        RunningHub.shared()
                .sql(
                        "INSERT INTO providers (tenant_id, id, name, npi) VALUES (?, ?, 'Ashlee Adams', '7')",
                        lab.clinic.tenant().value(),
                        UUID.randomUUID());
        JsonNode message = lab.report(siu("S12@1=09").replace("^Reyes^Ada", provider));

        assertThat(message.path("reason").asText()).isEqualTo(outcome.equals("-") ? "There is no such provider" : "");
    }

    private List<String> appointments() {
        List<String> appointments = new ArrayList<>();
        lab.clinic
                .as("scheduler")
                .get("/api/appointments")
                .json()
                .path("items")
                .forEach(appointment ->
                        appointments.add(appointment.path("status").asText()
                                + appointment.path("scheduledStart").asText().replaceFirst(".*T(..:..).*", " $1")
                                + appointment.path("scheduledEnd").asText().replaceFirst(".*T(..:..).*", " $1")));
        return appointments;
    }

    private static String siu(String word) {
        Matcher told = Pattern.compile("(S..)@(\\d)=(-|\\d\\d)(?:\\+(\\d\\d))?").matcher(word);
        assertThat(told.matches()).isTrue();
        String start = told.group(3).equals("-") ? "" : "^^^20300108" + told.group(3) + "0000";
        String minutes = told.group(4) == null ? "" : told.group(4);
        return Lab.message(
                        "SIU^" + told.group(1),
                        "SCH|P1|F1||||||Follow-up|" + minutes + "|min|" + start,
                        "PID|1||MRN1^^^C^MR||LEE^ANN",
                        "AIP|1||^Reyes^Ada")
                .replace("|20250110120000|", "|2025011012" + "0" + told.group(2) + "|");
    }

    private JsonNode patient() {
        return lab.provider.get("/api/patients/" + lab.clinic.patient()).json();
    }

    private static String adt(String pid3, String rest, String sent) {
        return Lab.message("ADT^A08", "PID|1||" + pid3 + "||" + rest).replace("|20250110120000|", "|" + sent + "|");
    }
}
