package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

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

    private JsonNode patient() {
        return lab.provider.get("/api/patients/" + lab.clinic.patient()).json();
    }

    private static String adt(String pid3, String rest, String sent) {
        return Lab.message("ADT^A08", "PID|1||" + pid3 + "||" + rest).replace("|20250110120000|", "|" + sent + "|");
    }
}
