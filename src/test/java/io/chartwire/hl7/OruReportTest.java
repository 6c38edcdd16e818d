package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OruReportTest {

    private static final String PDF = Base64.getEncoder().encodeToString("%PDF-1.4 a small file for a test".getBytes());

    @Test
    void a_text_beyond_a_million_characters_is_whole_in_its_observation_and_cut_in_the_result() {
        String text = "Nevus " + "x".repeat(1_500_000);
        JsonNode json = Hl7Samples.json(
                Hl7Samples.oru("OBR|1|P1|F1|X", "OBX|1|TX|22637-3^Final Diagnosis^LN||" + text + "||||||F"));

        assertThat(json.at("/observations/0/value").asText()).isEqualTo(text);
        assertThat(json.at("/result/diagnosis").asText())
                .hasSizeLessThan(1_000_100)
                .endsWith("[The text goes on; its observation has the whole.]");
    }

    @Nested
    class SharedSamples {

        @Test
        void derm() {
            JsonNode json = sample("oru-r01-lab-results-derm.hl7");

            assertThat(json.path("controlId").asText()).isEqualTo("MSG0007");
            assertThat(texts(json.path("placerNumbers"))).containsExactly("BIOPSY123");
            assertThat(json.at("/patient/identifiers/0/id").asText()).isEqualTo("PAT12345");
            assertThat(json.at("/patient/dob").asText()).isEqualTo("1980-05-15");
            assertThat(json.path("result").toString())
                    .isEqualTo("{\"status\":\"F\","
                            + "\"diagnosis\":\"Basal cell carcinoma, nodular type\","
                            + "\"report\":\"DIAGNOSIS: Basal cell carcinoma, nodular type\","
                            + "\"microscopicDescription\":\"Islands and nests of basaloid cells with peripheral palisading."
                            + " No perineural invasion identified.\","
                            + "\"comment\":\"Complete excision recommended with clear margins\","
                            + "\"malignancyType\":\"BCC\","
                            + "\"specimen\":\"Left forearm skin biopsy\"}");
        }

        @Test
        void lab_oru_1_has_two_orders_and_empty_values() {
            JsonNode json = sample("LAB-ORU-1.hl7");

            assertThat(texts(json.path("placerNumbers"))).containsExactly("88502218", "855238581");
            assertThat(texts(json.path("fillerNumbers"))).containsExactly("82503246", "890775544");
            assertThat(json.path("observations")).hasSize(10);
            assertThat(json.at("/observations/0/value").asText()).isEmpty();
            assertThat(json.at("/observations/0/status").asText()).isEqualTo("I");
            assertThat(json.at("/observations/5/order").asInt()).isEqualTo(1);
            assertThat(json.at("/observations/1/time").asText()).isEqualTo("2014-10-06T06:27:00+07:00");
            assertThat(json.at("/result/status").asText()).isEqualTo("F");
        }

        @Test
        void lri_has_its_orc_and_coded_values() {
            JsonNode json = sample("LRI_2.0-NG_CBC_Typ_Message.hl7");

            assertThat(texts(json.path("placerNumbers"))).containsExactly("ORD666555");
            assertThat(json.path("observations")).hasSize(28);
            JsonNode coded = json.at("/observations/19");
            assertThat(coded.path("value").asText()).isEqualTo("Present ++ out of ++++");
            assertThat(coded.path("valueCode").asText()).isEqualTo("260348001");
            assertThat(json.at("/observations/0/units").asText()).isEqualTo("10*6/uL");
            assertThat(json.at("/patient/identifiers/0/assigner").asText()).isEqualTo("NIST MPI");
            assertThat(json.at("/patient/identifiers/0/type").asText()).isEqualTo("MR");
        }

        @ParameterizedTest
        @CsvSource({
            "LAB-ORU-2.hl7,                      10, ControlID",
            "oru-r01-lab-results-abnormal.hl7,   6,  MSG0008",
            "oru-r01-lab-results-basic.hl7,      4,  MSG0006"
        })
        void others(String file, int observations, String controlId) {
            JsonNode json = sample(file);

            assertThat(json.path("observations")).hasSize(observations);
            assertThat(json.path("controlId").asText()).isEqualTo(controlId);
            assertThat(json.path("patientCount").asInt()).isEqualTo(1);
        }

        private JsonNode sample(String name) {
            return Hl7Samples.json(Hl7Message.read(Hl7Samples.file(name)));
        }
    }

    @Nested
    class Values {

        /** OBX-2, OBX-5, the value as text; a line feed is drawn as ⏎. */
        @ParameterizedTest(name = "{0} {1}")
        @CsvSource(
                delimiter = '#',
                value = {
                    "NM # 4.06 # 4.06",
                    "ST # Smith & Sons ^ Co # Smith & Sons ^ Co",
                    "TX # one~two~~four # one⏎two⏎⏎four",
                    "FT # one\\.br\\two \\T\\ three # one⏎two & three",
                    "CE # 1^Left arm^L # Left arm",
                    "CWE # 1^^SCT^^^^^^as dictated # as dictated",
                    "CE # abc # abc",
                    "CE # 1^One^L~2^Two^L # One⏎Two",
                    "SN # >^100 # >100",
                    "SN # ^1^:^128 # 1:128",
                    "SN # ^2^+ # 2+",
                    "NR # 1^5 # 1-5",
                    "CQ # 5^mm # 5 mm",
                    "TS # 202501081430 # 2025-01-08T14:30:00Z",
                    "DT # 20250108 # 2025-01-08",
                    "DT # unknown # unknown",
                    "XCN # 7^Rad^Nic # 7 Rad Nic",
                    "RP # \\\\host\\x.pdf^APP^AP^PDF # \\\\host\\x.pdf^APP^AP^PDF",
                    "'' # 1^Left arm^LN # Left arm",
                    "'' # a^b # a^b",
                    "QQ # a^b # a^b",
                    "NM # \"\" # ''",
                    "NM # '' # ''"
                })
        void are_text(String type, String obx5, String value) {
            JsonNode json = Hl7Samples.json(
                    Hl7Samples.oru("OBR|1|P1|F1|X^X^L", "OBX|1|" + type + "|C^Code^L||" + obx5 + "||||||F"));

            assertThat(json.at("/observations/0/value").asText()).isEqualTo(value.replace('⏎', '\n'));
            assertThat(json.at("/observations/0/status").asText()).isEqualTo("F");
        }

        /** OBX-3, OBX-5 and OBX-8; the LOINC code, the code of the value and the flags. */
        @ParameterizedTest
        @CsvSource({
            "DX^Diagnosis^L^22637-3^Final^LN, x, '', 22637-3, '', ''",
            "22637-3^Final^LN^DX^Diagnosis^L, x, '', 22637-3, '', ''",
            "DX^Diagnosis^L,                  ^^^L1^Text^L, H^High^HL70078~A^Abnormal^HL70078, '', L1, 'H,A'",
            "DX^Diagnosis^L,                  1^^L^2^Two^SCT, H~~L, '', 1, 'H,L'"
        })
        void keep_what_is_coded(String obx3, String obx5, String obx8, String loinc, String code, String flags) {
            JsonNode json = Hl7Samples.json(
                    Hl7Samples.oru("OBR|1|P1|F1|X^X^L", "OBX|1|CWE|" + obx3 + "||" + obx5 + "|||" + obx8 + "|||F"));

            assertThat(json.at("/observations/0/loinc").asText()).isEqualTo(loinc);
            assertThat(json.at("/observations/0/valueCode").asText()).isEqualTo(code);
            assertThat(json.at("/observations/0/flags").asText()).isEqualTo(flags);
        }

        @Test
        void keep_sub_ids_flags_ranges_and_a_code() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "OBR|1|P1|F1|X^X^L",
                    "OBX|1|CE|C^Code^LN|1.a|7^Seven^SCT|mm^millimetre^UCUM|1-9|H~A|||C|||20250108"));

            assertThat(json.path("observations").get(0).toString())
                    .isEqualTo("{\"order\":0,\"setId\":\"1\",\"type\":\"CE\",\"code\":\"C\",\"text\":\"Code\","
                            + "\"system\":\"LN\",\"loinc\":\"C\",\"subId\":\"1.a\",\"value\":\"Seven\",\"valueCode\":\"7\","
                            + "\"valueSystem\":\"SCT\",\"units\":\"mm\",\"range\":\"1-9\",\"flags\":\"H,A\","
                            + "\"status\":\"C\",\"time\":\"2025-01-08T00:00:00Z\",\"notes\":[]}");
        }
    }

    @Nested
    class Groups {

        @Test
        void take_orc_numbers_where_obr_has_none_and_collect_all() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "ORC|RE|P1^EHR|F1^LAB",
                    "OBR|1|||X",
                    "OBX|1|TX|C||a",
                    "ORC|RE|P2|F2",
                    "OBR|2|P2b^EHR||X",
                    "OBX|1|TX|C||b"));

            assertThat(json.at("/orders/0/placerOrderNumber").asText()).isEqualTo("P1");
            assertThat(json.at("/orders/0/fillerOrderNumber").asText()).isEqualTo("F1");
            assertThat(json.at("/orders/1/placerOrderNumber").asText()).isEqualTo("P2b");
            assertThat(json.at("/orders/1/fillerOrderNumber").asText()).isEqualTo("F2");
            assertThat(texts(json.path("placerNumbers"))).containsExactly("P1", "P2", "P2b");
            assertThat(texts(json.path("fillerNumbers"))).containsExactly("F1", "F2");
        }

        @Test
        void with_a_filler_number_alone_go_with_the_last_of_that_number() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "OBR|1|P1|F1|X",
                    "OBX|1|TX|C||a",
                    "OBR|2|P2|F1|X",
                    "OBX|1|TX|C||b",
                    "OBR|3||F1|X",
                    "OBX|1|TX|C||c"));

            assertThat(json.path("observations").findValuesAsText("part")).containsExactly("1", "2", "2");
        }

        @Test
        void put_notes_under_what_they_follow() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "NTE|1||about the patient",
                    "OBR|1|P1|F1|X",
                    "NTE|1||about the order~again",
                    "OBX|1|TX|C||a",
                    "NTE|1||corrected by phone"));

            assertThat(texts(json.path("notes"))).containsExactly("about the patient");
            assertThat(texts(json.at("/orders/0/notes"))).containsExactly("about the order\nagain");
            assertThat(texts(json.at("/observations/0/notes"))).containsExactly("corrected by phone");
            assertThat(json.at("/result/comment").asText()).contains("corrected by phone");
        }

        @Test
        void put_notes_between_orc_and_obr_under_the_order_that_follows() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "ORC|RE|P1",
                    "NTE|1||one",
                    "OBR|1|P1",
                    "OBX|1|TX|C||a",
                    "ORC|RE|P2",
                    "NTE|1||two",
                    "OBR|2|P2",
                    "NTE|1||three",
                    "OBX|1|TX|C||b",
                    "ORC|RE",
                    "NTE|1||last"));

            assertThat(texts(json.at("/orders/0/notes"))).containsExactly("one");
            assertThat(texts(json.at("/observations/0/notes"))).isEmpty();
            assertThat(texts(json.at("/orders/1/notes"))).containsExactly("two", "three");
            assertThat(texts(json.path("notes"))).containsExactly("last");
            assertThat(json.at("/parts/0/result/comment").asText()).isEqualTo("last\none");
        }

        @Test
        void keep_an_order_whose_number_is_none_apart_and_without_one() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "OBR|1|P1|F1", "OBX|1|TX|C||a", "OBR|2|" + "9".repeat(3000) + "|F1", "OBX|1|TX|C||b"));

            assertThat(json.path("observations").findValuesAsText("part")).containsExactly("1", "2");
            assertThat(json.at("/parts/1/placerNumbers")).isEmpty();
            assertThat(json.at("/parts/1/fillerNumbers")).isEmpty();
        }

        @Test
        void ignore_z_segments_and_take_observations_without_an_order() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru("ZPD|1|x", "OBX|1|TX|C||a", "ZZZ|y"));

            assertThat(json.path("orders")).isEmpty();
            assertThat(json.at("/observations/0").has("order")).isFalse();
            assertThat(json.at("/observations/0/value").asText()).isEqualTo("a");
        }

        @Test
        void count_patients() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru("OBR|1|P1|F1|X", "PID|2||MRN2||X^Y", "OBR|1|P2|F2|X"));

            assertThat(json.path("patientCount").asInt()).isEqualTo(2);
        }
    }

    @Nested
    class Documents {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "LAB^AP^PDF^Base64^{data}",
                    "^application^pdf^BASE64^{data}",
                    "{data}",
                    "{data}^AP^PDF^Base64",
                    "^AP^PDF^Base64^data:application/pdf;base64,{data}",
                    "data:application/pdf;base64,{data}",
                    "^AP^PDF^^{data}"
                })
        void are_found_in_either_component(String obx5) {
            assertThat(document(obx5.replace("{data}", PDF))).isEqualTo(PDF);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r", "\n", "\r\n", "\\.br\\", "\\X0D\\\\X0A\\", " "})
        void may_have_line_breaks(String lineBreak) {
            String broken = PDF.substring(0, 16)
                    + lineBreak
                    + PDF.substring(16, 32)
                    + lineBreak
                    + PDF.substring(32)
                    + lineBreak;

            assertThat(document("^AP^PDF^Base64^" + broken)).isEqualTo(PDF);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "^AP^PDF^Base64^not*base64",
                    "PATHOLAB^application^pdf^Base64^not*base64",
                    "PATHOLAB^application^pdf^Base64^",
                    "PATHOLAB^TEXT^PLAIN^A"
                })
        void are_not_lost_when_they_are_not_base64(String obx5) {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru("OBR|1|P1|F1|X", "OBX|1|ED|C||" + obx5));

            assertThat(json.path("documents")).isEmpty();
            assertThat(json.at("/observations/0/value").asText()).isEqualTo(obx5);
        }

        @Test
        void know_their_media_type_and_place() {
            JsonNode json = Hl7Samples.json(Hl7Samples.oru(
                    "OBR|1|P1|F1|X",
                    "OBX|1|TX|C||text",
                    "OBX|2|ED|C||report.rtf^TEXT^RTF^A^hello",
                    "OBX|3|ED|C||^^^Hex^FFD8FFE000104A46"));

            assertThat(json.path("documents").toString())
                    .isEqualTo(
                            "[{\"order\":0,\"observation\":1,\"mediaType\":\"application/rtf\",\"fileName\":\"report.rtf\","
                                    + "\"base64\":\"aGVsbG8=\"},"
                                    + "{\"order\":0,\"observation\":2,\"mediaType\":\"image/jpeg\",\"base64\":\"/9j/4AAQSkY=\"}]");
        }

        private String document(String obx5) {
            JsonNode json = Hl7Samples.json(
                    Hl7Samples.oru("OBR|1|P1|F1|X", "OBX|1|ED|PDF^Report^L||" + obx5 + "||||||F", "OBX|2|TX|C||after"));
            assertThat(json.path("observations")).hasSize(2);
            assertThat(json.path("documents")).hasSize(1);
            assertThat(json.at("/documents/0/mediaType").asText()).isEqualTo("application/pdf");
            assertThat(json.at("/observations/0/status").asText()).isEqualTo("F");
            assertThat(json.at("/observations/0/value").asText()).isEmpty();
            return json.at("/documents/0/base64").asText();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20250108143000,          2025-01-08T14:30:00Z",
        "20250108143000-0500,     2025-01-08T14:30:00-05:00",
        "20250108143000.1234,     2025-01-08T14:30:00.1234Z",
        "202501081430+0530,       2025-01-08T14:30:00+05:30",
        "2025010814,              2025-01-08T14:00:00Z",
        "20250108,                2025-01-08T00:00:00Z",
        "202501,                  2025-01-01T00:00:00Z",
        "2025,                    2025-01-01T00:00:00Z",
        "20250230,                ''",
        "20250108250000,          ''",
        "20250108+9900,           ''",
        "yesterday,               ''",
        "'',                      ''"
    })
    void reads_times(String stamp, String iso) {
        assertThat(Hl7Time.instant(stamp, ZoneOffset.UTC).orElse("")).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({
        "20250108143000-0500,  2025-01-08T14:30:00-05:00",
        "20250108143000,       2025-01-08T14:30:00Z",
        "2025+9900,            2025-01-08T14:30:00Z"
    })
    void reads_times_without_an_offset_in_that_of_the_message(String msh7, String iso) {
        JsonNode json = Hl7Samples.json(Hl7Samples.message(
                "MSH|^~\\&|LAB|EAST|EHR|CLINIC|" + msh7 + "||ORU^R01|M1|P|2.5",
                "OBR|1|P1|F1|X|||20250108143000|||||||||||||||20250108143000",
                "OBX|1|TS|C||20250108143000||||||F|||20250108143000",
                "OBX|2|TS|C||20250108143000+0100"));

        assertThat(json.at("/orders/0/resultTime").asText()).isEqualTo(iso);
        assertThat(json.at("/orders/0/specimenTime").asText()).isEqualTo(iso);
        assertThat(json.at("/observations/0/time").asText()).isEqualTo(iso);
        assertThat(json.at("/observations/0/value").asText()).isEqualTo(iso);
        assertThat(json.at("/observations/1/value").asText()).isEqualTo("2025-01-08T14:30:00+01:00");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
