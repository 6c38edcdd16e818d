package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RoutesCopy;
import io.chartwire.testing.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clinic that is stricter about whom a message names than the shipped table is, and a laboratory that shares numbers. */
class MatchingRulesIT {
    private static final String RULES =
            """
            rules:
              - authorities: [CLINIC]
                birthDate: refuse
                name: refuse
                sharedCaseNumbers: true
            """;

    private static RunningHub hub;

    @BeforeAll
    static void start(@TempDir Path routes) throws IOException {
        RoutesCopy.to(routes);
        Files.writeString(routes.resolve("hl7/matching.yaml"), RULES);
        hub = RunningHub.alone(Map.of("chartwire.routes", routes.toString()));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    B1 | C1 | MRN1^^^CLINIC | LEE^ANN  | 19800102 | processed
                    B1 | C1 | MRN1          | Lee^Ann  |          | processed
                    B1 | C2 | MRN1^^^CLINIC | LEE^ANN  | 19800102 | processed
                    B1 | C1 | MRN1^^^OTHER  | LEE^ANN  | 19800102 | unmatched
                    B1 | C1 | MRN1^^^CLINIC | MOSS^BEA | 19800102 | unmatched
                    B1 | C1 | MRN1^^^CLINIC | LEE^ANN  | 19790102 | unmatched
                    """)
    void gives_a_result_to_its_biopsy_only_when_the_rules_allow(
            String placer, String filler, String identifier, String name, String birthDate, String status) {
        Clinic clinic = hub.clinic();
        hub.sql("UPDATE patients SET dob = '1980-01-02' WHERE id = ?::uuid", clinic.patient());
        String named = order(clinic, "B1", "C1");
        String other = order(clinic, "B2", "C2");
        String born = birthDate == null ? "" : birthDate;
        String message = "MSH|^~\\&|LAB|SITE|EHR|CLINIC|20250108||ORU^R01|M1|P|2.5\rPID|1||" + identifier + "||" + name
                + "||" + born + "\rOBR|1|" + placer + "|" + filler
                + "|11100^Pathology\rOBX|1|TX|22637-3^Diagnosis^LN||Nevus||||||F\r";

        Client.Answer answer =
                clinic.as("lab_interface").send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");

        assertThat(answer.text()).contains("\rMSA|AA|M1");
        JsonNode kept =
                clinic.as("lab_interface").get("/api/hl7/messages").json().at("/items/0");
        assertThat(kept.path("status").asText()).as(kept.toString()).isEqualTo(status);
        assertThat(List.of(status(clinic, named), status(clinic, other)))
                .containsExactly(status.equals("processed") ? "resulted" : "ordered", "ordered");
    }

    private static String order(Clinic clinic, String placer, String filler) {
        String order =
                """
                {"patientId":"%s","orderingProviderId":"%s","bodyLocation":"arm","specimenType":"punch","pathLab":"East","orderNumber":"%s"}"""
                        .formatted(clinic.patient(), clinic.provider(), placer);
        String biopsy = clinic.as("provider").post("/api/biopsies", order).id();
        clinic.as("provider").patch("/api/biopsies/" + biopsy, "{\"pathLabCaseNumber\":\"" + filler + "\"}");
        return biopsy;
    }

    private static String status(Clinic clinic, String biopsy) {
        return clinic.as("provider")
                .get("/api/biopsies/" + biopsy)
                .json()
                .path("status")
                .asText();
    }
}
