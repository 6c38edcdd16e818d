package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathologyMappingTest {

    private static final String REPORT = "SPECIMEN: Skin, left arm\\.br\\CLINICAL DIAGNOSIS: Melanoma?\\.br\\"
            + "FINAL DIAGNOSIS:\\.br\\LEFT ARM:\\.br\\Malignant melanoma, superficial spreading.\\.br\\"
            + "Breslow thickness: 0.8 mm\\.br\\GROSS DESCRIPTION: An ellipse.\\.br\\Margins: Clear by 4 mm\\.br\\"
            + "COMMENT: Call me.";

    @Test
    void fills_fields_by_code_and_joins_repeated_codes_in_order() {
        JsonNode result = result(
                "OBX|1|TX|22637-3^Final diagnosis^LN||Malignant melanoma.",
                "OBX|2|FT|22634-0^Gross^LN||An ellipse.",
                "OBX|3|TX|22637-3^Final diagnosis^LN||Clark level II.",
                "OBX|4|TX|22635-7^Microscopic^LN||Atypical cells.",
                "OBX|5|NM|44661-7^Depth^LN||1.25|mm",
                "OBX|6|TX|L99^Surgical margins^L||Clear.");

        assertThat(result.path("diagnosis").asText()).isEqualTo("Malignant melanoma.\nClark level II.");
        assertThat(result.path("grossDescription").asText()).isEqualTo("An ellipse.");
        assertThat(result.path("microscopicDescription").asText()).isEqualTo("Atypical cells.");
        assertThat(result.path("breslowDepthMm").decimalValue()).isEqualByComparingTo("1.25");
        assertThat(result.path("margins").asText()).isEqualTo("Clear.");
        assertThat(result.path("malignancyType").asText()).isEqualTo("melanoma");
    }

    @Test
    void reads_the_sections_of_one_report_text() {
        JsonNode result = result("OBX|1|FT|11526-1^Pathology study^LN||" + REPORT);

        assertThat(result.path("diagnosis").asText())
                .isEqualTo("LEFT ARM:\nMalignant melanoma, superficial spreading.");
        assertThat(result.path("specimen").asText()).isEqualTo("Skin, left arm");
        assertThat(result.path("grossDescription").asText()).isEqualTo("An ellipse.");
        assertThat(result.path("margins").asText()).isEqualTo("Clear by 4 mm");
        assertThat(result.path("breslowDepthMm").decimalValue()).isEqualByComparingTo("0.8");
        assertThat(result.path("comment").asText()).isEqualTo("Call me.");
        assertThat(result.path("report").asText()).startsWith("SPECIMEN: Skin").endsWith("Call me.");
    }

    @Test
    void reads_a_report_that_comes_line_by_line() {
        JsonNode result = result(
                "OBX|1|TX|REP^Report^L||FINAL DIAGNOSIS",
                "OBX|2|TX|REP^Report^L||A. Seborrheic keratosis.",
                "OBX|3|TX|REP^Report^L||",
                "OBX|4|TX|REP^Report^L||B. Intradermal nevus.",
                "OBX|5|TX|REP^Report^L||GROSS:",
                "OBX|6|TX|REP^Report^L||Two fragments.");

        assertThat(result.path("diagnosis").asText()).isEqualTo("A. Seborrheic keratosis.\n\nB. Intradermal nevus.");
        assertThat(result.path("grossDescription").asText()).isEqualTo("Two fragments.");
        assertThat(result.has("malignancyType")).isFalse();
    }

    /** The text of a report, the diagnosis in it and its malignancy; a line end is drawn as ⏎. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            value = {
                "DIAGNOSIS:⏎A. LEFT ARM: NEVUS⏎B. RIGHT CHEEK: MELANOMA # A. LEFT ARM: NEVUS⏎B. RIGHT CHEEK: MELANOMA # melanoma",
                "DIAGNOSIS: NEVUS⏎RIGHT CHEEK: MELANOMA⏎GROSS: Two. # NEVUS⏎RIGHT CHEEK: MELANOMA # melanoma",
                "DIAGNOSIS:⏎A. NEVUS⏎NOTE: Excised.⏎B. MELANOMA⏎GROSS: Two. # A. NEVUS⏎B. MELANOMA # melanoma",
                "DIAGNOSIS:⏎PART 1: Nevus⏎Margins: Clear⏎Comment: None⏎PART 2: Melanoma # PART 1: Nevus⏎PART 2: Melanoma # melanoma",
                "DIAGNOSIS: 1. Nevus⏎RECOMMENDATION:⏎1. See again⏎2. Melanoma check # 1. Nevus # ''",
                "DIAGNOSIS: A. Nevus⏎GROSS: A. One⏎B. Two # A. Nevus # ''",
                "DIAGNOSIS: Nevus⏎AMENDED DIAGNOSIS: Melanoma # Melanoma # melanoma",
                "Corrected Final Diagnosis⏎Nevus⏎ORIGINAL DIAGNOSIS: Melanoma # Nevus # ''",
                "ADDENDUM: Melanoma by stains⏎DIAGNOSIS: Pending # Pending⏎ADDENDUM: Melanoma by stains # melanoma",
                "DIAGNOSIS: Nevus⏎CLINICAL IMPRESSION: Melanoma # Nevus # ''"
            })
    void leaves_no_specimen_and_no_amendment_out_of_the_diagnosis(String text, String diagnosis, String malignancy) {
        JsonNode result = result("OBX|1|FT|11526-1^Pathology study^LN||" + text.replace("⏎", "\\.br\\"));

        assertThat(result.path("diagnosis").asText()).isEqualTo(diagnosis.replace('⏎', '\n'));
        assertThat(result.path("malignancyType").asText()).isEqualTo(malignancy);
    }

    /** The text of observations that are coded as the diagnosis. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '#',
            value = {
                "DIAGNOSIS:⏎A. NEVUS⏎GROSS: One⏎B. MELANOMA # A. NEVUS⏎GROSS: One⏎B. MELANOMA",
                "Diagnosis: Nevus⏎AMENDED DIAGNOSIS: Melanoma # Nevus⏎AMENDED DIAGNOSIS: Melanoma",
                "A. Melanoma⏎DIAGNOSIS: See above # A. Melanoma⏎DIAGNOSIS: See above",
                "SPECIMEN: Skin⏎DIAGNOSIS: Nevus⏎GROSS: One # Nevus"
            })
    void takes_text_coded_as_the_diagnosis_whole(String text, String diagnosis) {
        JsonNode result = result("OBX|1|FT|22637-3^Final diagnosis^LN||" + text.replace("⏎", "\\.br\\"));

        assertThat(result.path("diagnosis").asText()).isEqualTo(diagnosis.replace('⏎', '\n'));
    }

    @ParameterizedTest
    @CsvSource({
        "0.8, mm, 0.8",
        "0.12, cm, 1.2",
        "pT1a; 0.8 mm, '', 0.8",
        "at least 2 mm, '', 2",
        "'<0,5', mm, 0.5",
        "> 4, '', 4",
        "'0,9 mm', '', 0.9"
    })
    void gives_the_breslow_depth_in_millimetres(String value, String units, String millimetres) {
        JsonNode result = result("OBX|1|ST|44661-7^Depth^LN||" + value + "|" + units);

        assertThat(result.path("breslowDepthMm").decimalValue()).isEqualByComparingTo(millimetres);
    }

    @ParameterizedTest
    @CsvSource({"cannot be assessed; see note 2", "pT1a", "Clark level 2", "n/a"})
    void takes_no_number_within_words_for_a_depth(String value) {
        JsonNode result = result("OBX|1|ST|44661-7^Depth^LN||" + value);

        assertThat(result.has("breslowDepthMm")).isFalse();
    }

    @Test
    void knows_a_loinc_code_beside_a_local_one() {
        JsonNode result =
                result("OBX|1|TX|DX^Diagnosis^L^22637-3^Final diagnosis^LN||Nevus.", "OBX|2|TX|X^Other^L||More.");

        assertThat(result.path("diagnosis").asText()).isEqualTo("Nevus.");
    }

    @Test
    void falls_back_to_the_whole_text() {
        JsonNode result = result("OBX|1|TX|A^One^L||Benign nevus.", "OBX|2|TX|B^Two^L||Nothing else.");

        assertThat(result.path("diagnosis").asText()).isEqualTo("Benign nevus.\nNothing else.");
    }

    @Test
    void leaves_out_what_was_deleted_or_another_patient_s() {
        JsonNode result = result(
                "OBX|1|TX|22637-3^Final diagnosis^LN||Wrong.||||||W",
                "OBX|2|TX|22637-3^Final diagnosis^LN||Deleted.||||||D",
                "OBX|3|TX|22637-3^Final diagnosis^LN||Right.||||||C");

        assertThat(result.path("diagnosis").asText()).isEqualTo("Right.");
        assertThat(result.path("status").asText()).isEqualTo("C");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Malignant melanoma in situ # melanoma",
                "Basal cell carcinoma; no evidence of melanoma # BCC",
                "Basal cell carcinoma, no evidence of melanoma # BCC",
                "Squamous cell carcinoma # SCC",
                "Negative for melanoma # ''",
                "No residual basal cell carcinoma # ''",
                "Nevus. Melanoma is not identified. # ''",
                "Scar. History of melanoma. # ''",
                "History of melanoma with recurrent melanoma # melanoma",
                "History of melanoma, in situ melanoma # ''",
                "Scar of a prior melanoma # ''",
                "Previous biopsy site with residual melanoma # melanoma",
                "Previous biopsy site, melanoma # melanoma",
                "Previous melanoma, residual melanoma in situ # melanoma",
                "Prior biopsy site changes, no residual melanoma # ''",
                "No evidence of residual melanoma # ''",
                "Metastatic melanoma, nodal # melanoma",
                "Seborrheic keratosis # ''"
            })
    void names_a_malignancy_that_is_stated_and_not_negated(String diagnosis, String type) {
        assertThat(Hl7Samples.MAPPING.malignancyIn(diagnosis).orElse("")).isEqualTo(type);
    }

    @Test
    void lets_a_sender_use_a_code_in_its_own_way() {
        PathologyMapping mapping =
                PathologyMapping.parse("codes: {diagnosis: [X1]}\nsenders: {LAB: {codes: {comment: [X1]}}}");
        Hl7Message message = Hl7Samples.oru("OBX|1|TX|X1^One^L||Hello", "OBX|2|TX|X2^Two^L||World");

        assertThat(OruReport.of(message, mapping).toJson().at("/result/comment").asText())
                .isEqualTo("Hello");
        assertThat(OruReport.of(message, mapping)
                        .toJson()
                        .at("/result/diagnosis")
                        .asText())
                .isEqualTo("World");
    }

    @Test
    void reads_the_names_and_headings_of_one_facility_of_a_sender() {
        PathologyMapping mapping = PathologyMapping.parse(
                """
                headings: {diagnosis: [DIAGNOSIS]}
                names: {comment: [remark]}
                senders:
                  LAB: {headings: {diagnosis: [BEFUND]}}
                  LAB^EAST: {names: {diagnosis: [remark]}, headings: {margins: [RAND]}}
                """);
        JsonNode result = OruReport.of(
                        Hl7Samples.oru(
                                "OBX|1|TX|X1^Remark^L||DIAGNOSIS: Nevus.\\.br\\RAND: Clear.\\.br\\BEFUND: Other."),
                        mapping)
                .toJson()
                .path("result");

        assertThat(result.path("diagnosis").asText()).isEqualTo("Nevus.\nRAND: Clear.\nBEFUND: Other.");
        assertThat(result.path("margins").asText()).isEqualTo("Clear.\nBEFUND: Other.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'' # the file is empty",
                "codes: 1 # line 1: codes must be a group of keys",
                "codes: {diagnosis: X1} # line 1: codes.diagnosis must be a list",
                "codes: {diagnosis: [{a: b}]} # line 1: codes.diagnosis[0] must be a text",
                "codes: {diagnosys: [X1]} # diagnosys is no field of a result",
                "'colours: {}' # line 1: colours is no key here; known are [addenda, codes,",
                "'- a' # line 1: the file must be a group of keys",
                "codes: {diagnosis: [ # line 1: ",
                "'senders: {L: {x: [a]}}' # line 1: senders.L.x is no key here; known are [codes, headings, names]",
                "'senders: {L: {codes: {x: [a]}}}' # x is no field of a result"
            })
    void says_what_is_wrong_with_a_file(String yaml, String sentence) {
        assertThatThrownBy(() -> PathologyMapping.parse(yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    private static JsonNode result(String... observations) {
        return Hl7Samples.json(Hl7Samples.oru("OBR|1|P1|F1|X\r" + String.join("\r", observations)))
                .path("result");
    }
}
