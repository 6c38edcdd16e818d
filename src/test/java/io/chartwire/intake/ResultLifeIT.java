package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.SocketClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a biopsy when a laboratory reports on it again and again, in whatever order the messages arrive. */
class ResultLifeIT {
    private static final Map<String, String> SHORT = Map.of(
            "biopsy:result_received", "received",
            "biopsy:updated", "updated",
            "biopsy:reviewed", "reviewed");

    private final Lab lab = new Lab();

    /**
     * Reports in the order of arrival, each as OBR-25, OBX-11 and the day of OBR-22 (a dash: left out), so that {@code CC2} is a
     * correction of day 2; {@code review} is a person's; the biopsy's status and diagnosis, which names the report that it is of;
     * the versions, newest first, the current one with a star; the events, a corrected one with a plus; what became of the last
     * report.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PP1             | processing | ''  | ''         | updated                                     | processed
            PP1 FF2         | resulted   | FF2 | FF2*       | updated received updated                    | processed
            FF2 PP1         | resulted   | FF2 | FF2*       | received updated                            | processed
            FF2 PP3         | resulted   | FF2 | FF2*       | received updated                            | processed
            FF1 CC2         | resulted   | CC2 | CC2* FF1   | received updated received+ updated          | processed
            FF1 CF2         | resulted   | CF2 | CF2* FF1   | received updated received+ updated          | processed
            FF1 FC2         | resulted   | FC2 | FC2* FF1   | received updated received+ updated          | processed
            CC2 FF1         | resulted   | CC2 | FF1 CC2*   | received+ updated updated                   | processed
            CC2 FF2         | resulted   | CC2 | FF2 CC2*   | received+ updated updated                   | processed
            CC2 FF-         | resulted   | CC2 | FF- CC2*   | received+ updated updated                   | processed
            CC2 FF3         | resulted   | FF3 | FF3* CC2   | received+ updated received+ updated         | processed
            FF- CC2         | resulted   | CC2 | CC2* FF-   | received updated received+ updated          | processed
            CC3 CC2         | resulted   | CC3 | CC2 CC3*   | received+ updated updated                   | processed
            FF1 FF2         | resulted   | FF2 | FF2* FF1   | received updated received updated           | processed
            XX1             | ordered    | ''  | ''         | ''                                          | processed
            FF1 XX2         | resulted   | FF1 | FF1*       | received updated                            | processed
            XX1 CC2         | resulted   | CC2 | CC2*       | received+ updated                           | processed
            FF1 FW2         | ordered    | ''  | ''         | received updated updated                    | unmatched
            PP1 FF2 FW3     | ordered    | ''  | ''         | updated received updated updated            | unmatched
            PP1 FW2         | ordered    | ''  | ''         | updated updated                             | unmatched
            FF1 CC2 FW3     | ordered    | ''  | ''         | received updated received+ updated updated  | unmatched
            FF1 FD2         | ordered    | ''  | ''         | received updated updated                    | unmatched
            FW1             | ordered    | ''  | ''         | ''                                          | unmatched
            FF1 FW2 FF3     | resulted   | FF3 | FF3*       | received updated updated received updated   | processed
            FF1 review CC2  | resulted   | CC2 | CC2* FF1   | received updated reviewed received+ updated | processed
            FF1 review FW2  | ordered    | ''  | ''         | received updated reviewed updated           | unmatched
            DF1             | resulted   | DF1 | DF1*       | received updated                            | processed
            """)
    void goes_by_what_the_laboratory_says_and_when(
            String arriving, String status, String diagnosis, String versions, String events, String last) {
        String biopsy = lab.order("B1");
        arrive(biopsy, arriving, ResultLifeIT::report, events, last);
        JsonNode now = lab.biopsy(biopsy);
        assertThat(now.path("status").asText()).isEqualTo(status);
        assertThat(now.path("diagnosis").asText()).isEqualTo(diagnosis);
        assertThat(versions(biopsy)).isEqualTo(versions);
    }

    /**
     * Messages in the order of arrival, each as OBR-25, a colon, and OBX as OBX-11 and OBX-5 (a dash: empty; PDF: a file; NTE: a
     * note instead); the biopsy's status, diagnosis and malignancy; the events, a corrected one with a plus; what became of the
     * last message.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            F:FMelanoma F:                   | resulted   | Melanoma | received updated                   | processed
            F:FMelanoma F:F-                 | resulted   | Melanoma | received updated                   | processed
            F:FMelanoma C:C-                 | resulted   | Melanoma | received updated                   | processed
            F:FMelanoma -:-                  | resulted   | Melanoma | received updated                   | processed
            F:FMelanoma review F:            | reviewed   | Melanoma | received updated reviewed          | processed
            F:FMelanoma F:FPDF               | resulted   | Melanoma | received updated received updated  | processed
            F:FMelanoma review F:FPDF        | resulted   | Melanoma | received updated reviewed received updated | processed
            F:FMelanoma F:NTE                | resulted   | Melanoma | received updated received updated  | processed
            F:FMelanoma C:CPDF               | resulted   | Melanoma | received updated received+ updated | processed
            F:FPDF F:FMelanoma               | resulted   | Melanoma | received updated received updated  | processed
            F:FMelanoma F:FPDF W:WMelanoma   | ordered    | ''       | received updated received updated updated | unmatched
            F:                               | resulted   | ''       | received updated                   | processed
            F:F-                             | resulted   | ''       | received updated                   | processed
            -:                               | ordered    | ''       | ''                                 | processed
            -:-                              | ordered    | ''       | ''                                 | processed
            -:-Melanoma                      | resulted   | Melanoma | received updated                   | processed
            N:                               | processing | ''       | updated                            | processed
            F:N-                             | ordered    | ''       | ''                                 | processed
            F:NMelanoma                      | resulted   | Melanoma | received updated                   | processed
            P:PMelanoma -:U-                 | resulted   | Melanoma | updated received updated           | processed
            P:PNevus P:PMelanoma F:U-        | resulted   | Melanoma | updated received updated           | processed
            P:PMelanoma F:U-,FPDF            | resulted   | Melanoma | updated received updated           | processed
            P:PNevus F:FMelanoma F:U-        | resulted   | Melanoma | updated received updated           | processed
            F:FNevus P:PMelanoma F:U-        | resulted   | Melanoma | received updated received updated  | processed
            F:U-                             | ordered    | ''       | ''                                 | unmatched
            f:fMelanoma p:pNevus             | resulted   | Melanoma | received updated                   | processed
            -:BMelanoma                      | resulted   | Melanoma | received updated                   | processed
            -:FNevus -:BMelanoma             | resulted   | Melanoma | received updated received updated  | processed
            """)
    void is_not_blanked_by_what_says_nothing(
            String arriving, String status, String diagnosis, String events, String last) {
        String biopsy = lab.order("B1");
        arrive(biopsy, arriving, ResultLifeIT::drawnReport, events, last);
        JsonNode now = lab.biopsy(biopsy);
        assertThat(now.path("status").asText()).isEqualTo(status);
        assertThat(now.path("diagnosis").asText()).isEqualTo(diagnosis);
        assertThat(now.path("malignancyType").asText()).isEqualTo(diagnosis.equals("Melanoma") ? "melanoma" : "");
    }

    @Test
    void leaves_one_deleted_observation_out_of_a_result_that_stays() {
        String biopsy = lab.order("B1");
        lab.report(Lab.oru(
                "MRN1", Lab.obr("B1", "C1", "F", "20250101"), Lab.obx("Nevus.", "F"), Lab.obx("Deleted.", "D")));

        assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("Nevus.");
    }

    /** Reports whose malignancy is easily overlooked: OBX-3 and OBX-5. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '#',
            value = {
                "11526-1^Pathology study^LN # DIAGNOSIS:\\.br\\A. LEFT ARM: NEVUS\\.br\\B. RIGHT CHEEK: MELANOMA",
                "11526-1^Pathology study^LN # DIAGNOSIS: Nevus\\.br\\AMENDED DIAGNOSIS: Melanoma",
                "22637-3^Final Diagnosis^LN # Previous biopsy site with residual melanoma"
            })
    void is_critical_when_any_of_it_is(String code, String text) {
        lab.order("B1");
        try (SocketClient screen = lab.clinic.socket("/ws/biopsies", "provider")) {
            lab.report(Lab.oru("MRN1", Lab.obr("B1", "CASE1", "F", ""), "OBX|1|FT|" + code + "||" + text + "||||||F"));
            assertThat(screen.expect("biopsy:result_received", "biopsy:updated")
                            .get(0)
                            .path("critical")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void closes_the_messages_whose_results_a_laboratory_takes_back_and_keeps_them() {
        String biopsy = lab.order("B1");
        JsonNode first = lab.report(report("FF1"));
        try (SocketClient console = lab.clinic.socket("/ws/hl7", "integration")) {
            JsonNode withdrawal = lab.report(report("FW2"));
            assertThat(withdrawal.path("reason").asText())
                    .isEqualTo("The laboratory says that this was sent for the wrong patient");
            List<JsonNode> frames = List.of(console.next(), console.next());
            assertThat(frames.stream().map(frame -> frame.path("event").asText()))
                    .containsExactlyInAnyOrder("hl7:unmatched", "hl7:rejected");
            JsonNode change = lab.message(withdrawal.path("id").asText()).at("/changes/0");
            assertThat(change.path("id").asText()).isEqualTo(biopsy);
            assertThat(change.at("/from/status").asText()).isEqualTo("resulted");
            assertThat(change.at("/to/status").asText()).isEqualTo("ordered");
        }
        JsonNode closed = lab.message(first.path("id").asText());
        assertThat(closed.path("status").asText()).isEqualTo("rejected");
        assertThat(closed.path("history").findValuesAsText("action")).containsExactly("received", "withdrawn");
        assertThat(lab.provider
                        .get("/api/biopsies/" + biopsy + "/observations")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    /**
     * What a laboratory sends at first for B1, B2 and B3 in one message and then in another, each as OBR-25 and OBX-11 (a dash: not
     * in the message; a dot: no OBX); the status and diagnosis of each biopsy, and the parts of the second message.
     */
    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FF FF FF | FF FW -  | resulted 2FF1; ordered; resulted 1FF3 | processed unmatched
            FF FF FF | FW FF -  | ordered; resulted 2FF2; resulted 1FF3 | unmatched processed
            FF FF FF | CC FD FW | resulted 2CC1+; ordered; ordered      | processed unmatched unmatched
            FF FF FF | FW FW -  | ordered; ordered; resulted 1FF3       | unmatched unmatched
            FF FF FF | FW I. -  | ordered; resulted 1FF2; resulted 1FF3 | unmatched processed
            PP FF FF | PP FW -  | processing; ordered; resulted 1FF3    | processed unmatched
            FF FF -  | XX FD FF | resulted 1FF1; ordered; resulted 2FF3 | processed unmatched processed
            -  -  FF | FW FF -  | ordered; resulted 2FF2; resulted 1FF3 | unmatched processed
            """)
    void takes_back_no_other_order_of_a_message_than_the_laboratory_says(
            String first, String second, String biopsies, String parts) {
        List<String> ids = List.of(lab.order("B1"), lab.order("B2"), lab.order("B3"));
        lab.report(reportOfThree("1", first));
        String controlId =
                lab.report(reportOfThree("2", second)).path("controlId").asText();

        assertThat(ids.stream().map(lab::biopsy).map(ResultLifeIT::drawn)).containsExactly(biopsies.split("; "));
        assertThat(lab.messages("controlId=" + controlId).stream()
                        .sorted(Comparator.comparing(part -> part.path("part").asInt()))
                        .map(part -> part.path("status").asText()))
                .containsExactly(parts.split(" "));
    }

    @Test
    void keeps_the_versions_and_announces_each_part_of_a_message_that_takes_one_back() {
        List<String> ids = List.of(lab.order("B1"), lab.order("B2"), lab.order("B3"));
        lab.report(reportOfThree("1", "FF FF FF"));
        try (SocketClient screen = lab.clinic.socket("/ws/biopsies", "provider")) {
            lab.report(reportOfThree("2", "CC FW -"));
            List<JsonNode> frames = List.of(screen.next(), screen.next(), screen.next());
            assertThat(frames.stream()
                            .filter(frame -> frame.toString().contains(ids.get(0)))
                            .map(frame -> frame.path("event").asText()))
                    .containsExactly("biopsy:result_received", "biopsy:updated");
            assertThat(frames.stream()
                            .filter(frame -> frame.at("/data/corrected").asBoolean()))
                    .hasSize(1);
            assertThat(frames.stream()
                            .filter(frame -> frame.toString().contains(ids.get(1)))
                            .map(frame -> frame.at("/data/biopsy/status").asText()))
                    .containsExactly("ordered");
            assertThat(screen.waiting()).isZero();
        }
        assertThat(versions(ids.get(0))).isEqualTo("2CC1* 1FF1");
        assertThat(versions(ids.get(1))).isEmpty();
        assertThat(lab.provider
                        .get("/api/biopsies/" + ids.get(1) + "/observations")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void takes_back_nothing_that_came_later_when_a_person_has_the_message_processed_again() {
        String biopsy = lab.order("B1");
        lab.report(report("FF1"));
        String withdrawal = lab.report(report("FW2")).path("id").asText();
        lab.report(report("FF3"));

        assertThat(lab.act(withdrawal, "reprocess", "{}").status()).isEqualTo(200);
        assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("FF3");
    }

    @Test
    void lets_no_laboratory_take_back_the_result_of_another() {
        String biopsy = lab.order("B1");
        lab.report(report("FF1"));
        lab.report(report("FW2").replace("|LAB|EAST|", "|LAB|WEST|"));

        assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("FF1");
    }

    private static String reportOfThree(String day, String words) {
        List<String> segments = new ArrayList<>();
        String[] orders = words.split(" +");
        for (int order = 1; order <= orders.length; order++) {
            String word = orders[order - 1];
            if (!word.equals("-")) {
                segments.add(Lab.obr("B" + order, "CASE" + order, word.substring(0, 1), "2025010" + day + "120000"));
            }
            if (word.matches("\\w\\w")) {
                segments.add(Lab.obx(day + word + order, word.substring(1)));
            }
        }
        return Lab.oru("MRN1", segments.toArray(String[]::new));
    }

    private static String drawn(JsonNode biopsy) {
        return (biopsy.path("status").asText() + " " + biopsy.path("diagnosis").asText()).strip()
                + (biopsy.path("corrected").asBoolean() ? "+" : "");
    }

    private static String report(String word) {
        String day = word.substring(2);
        return Lab.oru(
                "MRN1",
                Lab.obr("B1", "CASE1", word.substring(0, 1), day.equals("-") ? "" : "2025010" + day + "120000"),
                Lab.obx(word, word.substring(1, 2)));
    }

    /**
     * The OBX of a report and then those of a second one: OBX-11, OBX-3 and OBX-4 of each; the biopsy's status and diagnosis, and
     * why the second report waits for a person.
     */
    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FDX. FNOTE.      | DNOTE.        | resulted   | DX. | The laboratory deleted a part of this result
            FDX. FNOTE.      | DDX.          | resulted   | DX. | The laboratory deleted a part of this result
            FDX. FNOTE.      | DDX. DNOTE.   | ordered    | ''  | The laboratory deleted this result
            FDX. FDX. FDX.   | DDX.          | ordered    | ''  | The laboratory deleted this result
            FDX.1 FDX.2      | DDX.2         | resulted   | DX.1 | The laboratory deleted a part of this result
            FDX.1 FDX.2      | DDX.1 DDX.2   | ordered    | ''  | The laboratory deleted this result
            FDX. XNOTE.      | DDX.          | ordered    | ''  | The laboratory deleted this result
            PDX. PNOTE.      | DNOTE.        | processing | ''  | The laboratory deleted a part of this result
            PDX. PNOTE.      | DDX. DNOTE.   | ordered    | ''  | The laboratory deleted this result
            FDX. FNOTE.      | WNOTE.        | ordered    | ''  | The laboratory says that this was sent for the wrong patient
            """)
    void loses_no_more_than_the_laboratory_deletes(
            String first, String second, String status, String diagnosis, String reason) {
        String biopsy = lab.order("B1");
        lab.report(observed(first));
        JsonNode deletion = lab.report(observed(second));

        assertThat(deletion.path("status").asText()).isEqualTo("unmatched");
        assertThat(deletion.path("reason").asText()).isEqualTo(reason);
        assertThat(lab.biopsy(biopsy).path("status").asText()).isEqualTo(status);
        assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).startsWith(diagnosis);
        assertThat(lab.biopsy(biopsy).path("diagnosis").asText().isEmpty()).isEqualTo(diagnosis.isEmpty());
    }

    @Test
    void loses_no_more_of_a_result_that_was_sent_before() {
        String biopsy = lab.order("B1");
        lab.report(observed("PDX."));
        lab.report(Lab.oru("MRN1", Lab.obr("B1", "CASE1", "", ""), "OBX|1|TX|DX^DX^L||||||||U"));
        lab.report(observed("DNOTE."));
        assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("DX.");

        lab.report(observed("DDX."));
        assertThat(lab.biopsy(biopsy).path("status").asText()).isEqualTo("ordered");
    }

    private static String observed(String words) {
        List<String> segments = new ArrayList<>(List.of(Lab.obr("B1", "CASE1", "", "")));
        for (String word : words.split(" +")) {
            String letter = word.substring(0, 1);
            String[] key = word.substring(1).split("[.]", -1);
            segments.add(
                    "OBX|1|TX|" + key[0] + "^" + key[0] + "^L|" + key[1] + "|" + word.substring(1) + "||||||" + letter);
        }
        return Lab.oru("MRN1", segments.toArray(String[]::new));
    }

    private static String drawnReport(String word) {
        String[] drawing = word.split("[:,]");
        List<String> segments = new ArrayList<>();
        segments.add(Lab.obr("B1", "CASE1", drawing[0].replace("-", ""), ""));
        for (String observed : List.of(drawing).subList(1, drawing.length)) {
            String letter = observed.substring(0, 1).replace("-", "");
            segments.add(
                    switch (observed.substring(1)) {
                        case "TE" -> "NTE|1||Told by phone";
                        case "PDF" -> "OBX|1|ED|PDF^Report^L||^AP^PDF^Base64^JVBERi0xLjQgYSBmaWxl||||||" + letter;
                        case "-", "" -> Lab.obx("", letter);
                        default -> Lab.obx(observed.substring(1), letter);
                    });
        }
        return Lab.oru("MRN1", segments.toArray(String[]::new));
    }

    /** Lets what is drawn come in, word by word, and looks at what a screen hears of it and at the last message. */
    private void arrive(String biopsy, String arriving, UnaryOperator<String> report, String events, String last) {
        try (SocketClient screen = lab.clinic.socket("/ws/biopsies", "provider")) {
            JsonNode message = null;
            for (String word : arriving.split(" ")) {
                if (word.equals("review")) {
                    lab.provider.post("/api/biopsies/" + biopsy + "/review", "{}");
                } else {
                    message = lab.report(report.apply(word));
                }
            }
            // A change of another biopsy ends what is waited for.
            lab.order("B2");
            assertThat(eventsUntilNextOrder(screen)).isEqualTo(events);
            assertThat(message.path("status").asText()).isEqualTo(last);
        }
    }

    private static String eventsUntilNextOrder(SocketClient screen) {
        List<String> events = new ArrayList<>();
        for (JsonNode frame = screen.next();
                !frame.path("event").asText().equals("biopsy:created");
                frame = screen.next()) {
            events.add(SHORT.get(frame.path("event").asText())
                    + (frame.at("/data/corrected").asBoolean() ? "+" : ""));
        }
        return String.join(" ", events);
    }

    private String versions(String biopsy) {
        List<String> versions = new ArrayList<>();
        lab.provider
                .get("/api/biopsies/" + biopsy + "/versions")
                .json()
                .path("items")
                .forEach(version -> versions.add(version.path("diagnosis").asText()
                        + (version.path("current").asBoolean() ? "*" : "")));
        return String.join(" ", versions);
    }
}
