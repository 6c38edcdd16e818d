package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.hl7.AdtUpdate;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.YamlTable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchingTest {

    /** PID-3, the authorities of the rule (a dash: any), the identifiers that count, the one that is shown. */
    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource(
            delimiter = '#',
            value = {
                "1^^^EAST^MR                       # -              # [\"1\"]       # 1",
                "1^^^EAST^MR                       # [WEST]         # []            # ''",
                "1^^^EAST^MR~2^^^WEST^MR           # [WEST]         # [\"2\"]       # 2",
                "1^^^EAST^PI~2^^^WEST^MR           # [WEST, EAST]   # [\"2\"]       # 2",
                "1^^^EAST^PI~2^^^WEST^MR           # [EAST]         # [\"1\"]       # 1",
                "1^^^EAST^PI~2^^^WEST              # -              # [\"1\",\"2\"] # 1",
                "1^^^EAST&1.2.3&ISO^MR             # ['1.2.3']      # [\"1\"]       # 1",
                "1^^^&1.2.3&ISO^MR                 # [EAST]         # []            # ''",
                "1                                 # [EAST]         # [\"1\"]       # 1",
                "1^^^EAST^SS~2^^^EAST^MR           # -              # [\"2\"]       # 2",
                "''                                # -              # []            # ''"
            })
    void says_which_identifiers_are_the_clinics_own(String pid3, String authorities, String mrns, String mrn) {
        String rule = authorities.equals("-") ? "" : ", authorities: " + authorities;
        JsonNode patient =
                report("rules: [{otherTypes: [SS]" + rule + "}]", pid3).path("patient");

        assertThat(patient.path("mrns").toString()).isEqualTo(mrns);
        assertThat(patient.path("mrn").asText()).isEqualTo(mrn);
    }

    @Test
    void takes_the_first_rule_for_the_tenant_and_the_sender() {
        String rules =
                """
                rules:
                  - {tenant: acme, name: refuse}
                  - {sendingApplication: LAB, sendingFacility: WEST, name: refuse}
                  - {sendingApplication: LAB, sendingFacility: EAST, name: ignore, birthDate: Refuse, sharedCaseNumbers: true}
                  - {name: refuse}
                """;

        assertThat(report(rules, "1").path("matching").toString())
                .isEqualTo("{\"birthDate\":\"refuse\",\"name\":\"ignore\",\"sharedCaseNumbers\":true}");
    }

    @Test
    void notes_a_difference_where_no_rule_is_for_the_message() {
        assertThat(report("rules: []", "1").path("matching").toString())
                .isEqualTo("{\"birthDate\":\"note\",\"name\":\"note\",\"sharedCaseNumbers\":false}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'' # the file is empty",
                "rules: [{name: warn}] # line 1: rules[0].name must be one of ignore, note, refuse",
                "rules: [{nmae: note}] # line 1: rules[0].nmae is no key here; known are [authorities, birthDate,"
                        + " name, otherTypes, sendingApplication, sendingFacility, sharedCaseNumbers, tenant]",
                "rules: [{authorities: EAST}] # line 1: rules[0].authorities must be a list",
                "rules: 1 # line 1: rules must be a list",
                "rules: [{sharedCaseNumbers: maybe}] # line 1: rules[0].sharedCaseNumbers must be true or false"
            })
    void says_what_is_wrong_with_the_file(String yaml, String sentence) {
        assertThatThrownBy(() -> YamlTable.parse(yaml, Matching.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    private static ObjectNode report(String rules, String pid3) {
        String text = "MSH|^~\\&|LAB|EAST|EHR|CLINIC|20250110120000||ADT^A04|1|P|2.5\rPID|1||" + pid3 + "||LEE^ANN\r";
        Hl7Message message = Hl7Message.read(text.getBytes(StandardCharsets.UTF_8));
        ObjectNode report = new AdtUpdate(message).toJson();
        YamlTable.parse(rules, Matching.class).writeTo(report, "demo", message);
        return report;
    }
}
