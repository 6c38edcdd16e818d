package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdtAndSiuTest {

    private static final String SIU = "MSH|^~\\&|SCHED|CLINIC|EHR|CLINIC|20250108||SIU^S12|M1|P|2.5";
    private static final String PID =
            "PID|1||X9^^^OLD^PI~MRN1^^^CLINIC^MR||O'BRIEN&O'^JANE^Q||19800515|F|||||^PRN^PH^^1^555^1234567~^NET^Internet^jane@example.org";

    @Test
    void reads_the_shared_adt_sample() {
        JsonNode json = new AdtUpdate(Hl7Message.read(Hl7Samples.file("ADT04-251.hl7"))).toJson();

        assertThat(json.path("trigger").asText()).isEqualTo("A04");
        JsonNode patient = json.path("patient");
        assertThat(patient.at("/identifiers/0/id").asText()).isEqualTo("MRN12345");
        assertThat(patient.path("lastName").asText()).isEqualTo("Doe");
        assertThat(patient.path("firstName").asText()).isEqualTo("Jane");
        assertThat(patient.path("dob").asText()).isEqualTo("1978-01-01");
    }

    @Test
    void finds_identifiers_phone_and_email() {
        JsonNode patient = new AdtUpdate(Hl7Samples.message(SIU, PID)).toJson().path("patient");

        assertThat(patient.path("identifiers").toString())
                .isEqualTo("[{\"id\":\"X9\",\"assigner\":\"OLD\",\"type\":\"PI\"},"
                        + "{\"id\":\"MRN1\",\"assigner\":\"CLINIC\",\"type\":\"MR\"}]");
        assertThat(patient.path("lastName").asText()).isEqualTo("O'BRIEN");
        assertThat(patient.path("phone").asText()).isEqualTo("555 1234567");
        assertThat(patient.path("email").asText()).isEqualTo("jane@example.org");
    }

    @Test
    void reads_an_appointment() {
        Hl7Message message = Hl7Samples.message(
                SIU,
                "SCH|P1^EHR|F1^SCHED|||||R^Mole check^L|NEW^New"
                        + " patient^L|30|min^minutes|^^^20250201090000-0500^20250201093000-0500||||||||||||||Booked",
                PID,
                "AIP|1|A|77^Skinner^Anna",
                "AIL|1|A|ROOM1");

        assertThat(new SiuAppointment(message).toJson().path("appointment").toString())
                .isEqualTo("{\"placerId\":\"P1\",\"fillerId\":\"F1\",\"start\":\"2025-02-01T09:00:00-05:00\","
                        + "\"end\":\"2025-02-01T09:30:00-05:00\",\"durationMinutes\":30,\"reason\":\"Mole check\","
                        + "\"type\":\"New patient\",\"status\":\"Booked\",\"provider\":{\"id\":\"77\","
                        + "\"lastName\":\"Skinner\",\"firstName\":\"Anna\"},\"location\":\"ROOM1\"}");
    }

    /** The segment that has the start where SCH-11 has none, with the start in it. */
    @ParameterizedTest
    @CsvSource({
        "TQ1|1||||||20250201090000",
        "AIS|1|A|X|20250201090000",
        "AIG|1|A|X|X||||20250201090000",
        "AIP|1|A|7^Skinner||X|20250201090000",
        "AIL|1|A|ROOM||X|20250201090000"
    })
    void takes_the_start_from_a_resource_and_the_end_from_the_duration(String resource) {
        Hl7Message message = Hl7Samples.message(SIU, "SCH|P1|F1|||||||1|h", PID, resource);

        JsonNode appointment = new SiuAppointment(message).toJson().path("appointment");

        assertThat(appointment.path("start").asText()).isEqualTo("2025-02-01T09:00:00Z");
        assertThat(appointment.path("end").asText()).isEqualTo("2025-02-01T10:00:00Z");
    }

    @Test
    void takes_the_times_from_tq1_where_sch_has_none() {
        Hl7Message message = Hl7Samples.message(
                SIU, "SCH|P1|F1", "TQ1|1||||||20250201090000|20250201094500", PID, "AIS|1|A|X|20250202");

        JsonNode appointment = new SiuAppointment(message).toJson().path("appointment");

        assertThat(appointment.path("start").asText()).isEqualTo("2025-02-01T09:00:00Z");
        assertThat(appointment.path("end").asText()).isEqualTo("2025-02-01T09:45:00Z");
    }

    /** SCH-6, why the message is sent, and SCH-7, why the appointment was made. */
    @ParameterizedTest
    @CsvSource({"S15, ILL^Patient is ill, Patient is ill", "S15, '', Mole check", "S13, ILL^Patient is ill, Mole check"
    })
    void says_why_an_appointment_is_cancelled(String trigger, String event, String reason) {
        Hl7Message message =
                Hl7Samples.message(SIU.replace("S12", trigger), "SCH|P1|F1||||" + event + "|R^Mole check", PID);

        assertThat(new SiuAppointment(message)
                        .toJson()
                        .at("/appointment/reason")
                        .asText())
                .isEqualTo(reason);
    }
}
