package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Client;
import io.chartwire.testing.SocketClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which biopsy a result finds by machine, and what a person may do with one that found none or the wrong one. */
class CorrectionsIT {
    private static final String NOBODY = "{\"biopsyId\":\"00000000-0000-7000-8000-000000000000\"}";
    private static final String REASON = "{\"reason\":\"The number was mistyped\"}";

    private final Lab lab = new Lab();

    @Nested
    class ByMachine {

        /** Placer and filler number, PID-3, what became of it, why. Biopsies: B1 (case C1) and B2 (case C2) of MRN1, B3 (C3) of MRN2. */
        @ParameterizedTest(name = "{0} of {1}")
        @CsvSource(
                delimiter = '#',
                textBlock =
                        """
                B1|C9 # MRN1^^^C^MR               # processed # ''
                |C1   # MRN1                      # processed # ''
                B9|C1 # MRN1                      # processed # ''
                B1|C1 # MRN1                      # processed # ''
                B1|C3 # MRN1                      # processed # ''
                B1|   # X^^^L^PI~MRN1^^^C^MR       # processed # ''
                B1|   # MRN1^^^C^MR~MRN2^^^LAB^PI  # processed # ''
                B1|C2 # MRN1                      # unmatched # The order number and the laboratory's number are of different biopsies
                B3|C1 # MRN1                      # unmatched # The order belongs to another patient
                B1|C1 # MRN2                      # unmatched # The order belongs to another patient
                B1|C1 # MRN9                      # unmatched # The order belongs to another patient
                B9|C9 # MRN1                      # unmatched # There is no order with this number
                |     # MRN1                      # unmatched # The message has no order number
                B1|C1 # ''                        # unmatched # The message has no patient identifier
                B1|C1 # MRN1^^^^SS                # unmatched # No patient identifier of the message is one of the clinic's
                B1|C1 # MRN1~MRN2                 # unmatched # The identifiers of the message are of several patients
                """)
        void finds_a_biopsy_by_number_and_patient(String numbers, String pid3, String status, String reason) {
            String other = lab.patient("MRN2", "Bea", "Moss", "1970-01-01");
            for (String order : List.of("1", "2", "3")) {
                String biopsy = order.equals("3") ? lab.order(other, "B3") : lab.order("B" + order);
                lab.provider.patch("/api/biopsies/" + biopsy, "{\"pathLabCaseNumber\":\"C" + order + "\"}");
            }
            String[] number = numbers.split("\\|", -1);
            JsonNode message = lab.report(Lab.message(
                    "ORU^R01",
                    "PID|1||" + pid3 + "||LEE^ANN",
                    Lab.obr(number[0].strip(), number[1].strip(), "F", "20250108"),
                    Lab.obx("Nevus", "F")));

            assertThat(message.path("status").asText()).isEqualTo(status);
            assertThat(message.path("reason").asText()).isEqualTo(reason);
        }

        @Test
        void gives_each_biopsy_its_own_part_of_a_message() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            lab.report(Lab.oru(
                    "MRN1",
                    Lab.obr("B1", "CASE", "F", "20250108"),
                    Lab.obx("Nevus", "F"),
                    Lab.obr("B2", "CASE", "F", "20250108"),
                    Lab.obx("Melanoma", "F"),
                    Lab.obr("B9", "CASE", "F", "20250108"),
                    Lab.obx("Keratosis", "F")));

            assertThat(lab.biopsy(arm).path("diagnosis").asText()).isEqualTo("Nevus");
            assertThat(lab.biopsy(leg).path("diagnosis").asText()).isEqualTo("Melanoma");
            assertThat(lab.provider
                            .get("/api/biopsies/" + leg + "/observations")
                            .json()
                            .path("items"))
                    .hasSize(1);
            List<String> parts = new ArrayList<>();
            lab.messages("")
                    .forEach(part -> parts.add(
                            part.path("part").asInt() + part.path("status").asText()));
            assertThat(parts).containsExactlyInAnyOrder("1processed", "2processed", "3unmatched");
        }

        @Test
        void delivers_what_is_sure_when_two_orders_of_a_message_lead_to_one_biopsy() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            lab.provider.patch("/api/biopsies/" + arm, "{\"pathLabCaseNumber\":\"C1\"}");
            String controlId = lab.report(Lab.oru(
                            "MRN1",
                            Lab.obr("B1", "C1", "F", "20250108"),
                            Lab.obx("Nevus", "F"),
                            Lab.obr("B9", "C1", "F", "20250108"),
                            Lab.obx("Keratosis", "F"),
                            Lab.obr("B2", "C2", "F", "20250108"),
                            Lab.obx("Melanoma", "F")))
                    .path("controlId")
                    .asText();

            assertThat(diagnoses(arm, leg)).containsExactly("Nevus", "Melanoma");
            assertThat(lab.messages("status=unmatched").stream()
                            .map(part -> part.path("part").asInt() + " "
                                    + part.path("reason").asText()))
                    .containsExactly("2 Another order of the message leads to the same biopsy");

            String late = lab.order("B9");
            assertThat(lab.engineer
                            .post("/api/hl7/messages/reprocess?controlId=" + controlId, "")
                            .json()
                            .path("processed")
                            .asInt())
                    .isEqualTo(1);
            assertThat(diagnoses(arm, leg, late)).containsExactly("Nevus", "Melanoma", "Keratosis");
        }

        @Test
        void goes_by_the_placer_number_where_a_case_of_several_biopsies_has_one_number() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            JsonNode first = lab.report(Lab.oru("MRN1", Lab.obr("B1", "CASE", "F", "20250108"), Lab.obx("Nevus", "F")));
            JsonNode second =
                    lab.report(Lab.oru("MRN1", Lab.obr("B2", "CASE", "F", "20250108"), Lab.obx("Melanoma", "F")));

            assertThat(first.has("note")).isFalse();
            assertThat(second.path("note").asText()).isEqualTo("the laboratory's number is also of another biopsy");
            assertThat(diagnoses(arm, leg)).containsExactly("Nevus", "Melanoma");
        }

        @Test
        void leads_by_a_number_of_another_laboratory_to_no_biopsy() {
            String biopsy = lab.order("B1");
            lab.report(Lab.oru("MRN1", Lab.obr("B1", "100", "F", "20250108"), Lab.obx("Nevus", "F")));
            String filler = Lab.oru("MRN1", Lab.obr("", "100", "F", "20250109"), Lab.obx("Melanoma", "F"));
            JsonNode other = lab.report(filler.replace("|LAB|EAST|", "|LAB|WEST|"));

            assertThat(other.path("reason").asText())
                    .isEqualTo("The laboratory's number is one that another laboratory gave");
            assertThat(diagnoses(biopsy)).containsExactly("Nevus");
        }

        @Test
        void keeps_a_message_whole_whose_orders_are_one_biopsys() {
            String biopsy = lab.order("B1");
            JsonNode message = lab.report(Lab.oru(
                    "MRN1",
                    Lab.obr("B1", "CASE", "F", "20250108"),
                    Lab.obx("Nevus", "F"),
                    Lab.obr("", "CASE", "F", "20250108"),
                    Lab.obx("Margins free", "F"),
                    Lab.obr("", "", "F", "20250108"),
                    Lab.obx("No atypia", "F")));

            assertThat(message.path("part").asInt()).isEqualTo(1);
            assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("Nevus\nMargins free\nNo atypia");
        }

        @Test
        void takes_a_patient_who_is_repeated_before_each_order_for_one() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            lab.report(Lab.oru(
                    "MRN1",
                    Lab.obr("B1", "C1", "F", "20250108"),
                    Lab.obx("Nevus", "F"),
                    "PID|2||MRN1^^^C^MR||LEE^ANN||19800101|F",
                    Lab.obr("B2", "C2", "F", "20250108"),
                    Lab.obx("Melanoma", "F")));

            assertThat(diagnoses(arm, leg)).containsExactly("Nevus", "Melanoma");
        }

        @Test
        void notes_what_differs_from_the_patient() {
            lab.order(lab.patient("MRN2", "Ánn-Marie", "O'Neil", "1980-01-02"), "B1");
            JsonNode other = lab.report(Lab.oru("MRN2", Lab.obr("B1", "C1", "F", "20250108"), Lab.obx("Nevus", "F")));
            JsonNode same = lab.report(Lab.message(
                    "ORU^R01",
                    "PID|1||MRN2||ONEIL^ANN||19800102",
                    Lab.obr("B1", "C1", "F", "20250109"),
                    Lab.obx("Nevus", "F")));

            assertThat(other.path("note").asText()).isEqualTo("the birth date differs; the name differs");
            assertThat(other.path("status").asText()).isEqualTo("processed");
            assertThat(same.has("note")).isFalse();
        }
    }

    @Nested
    class ByPerson {

        @Test
        void takes_a_result_back_and_the_biopsy_keeps_its_other_one() {
            String biopsy = lab.order("B1");
            lab.report(Lab.result("MRN1", "B1", "Nevus"));
            JsonNode wrong = lab.report(Lab.result("MRN1", "B1", "Melanoma"));
            String id = wrong.path("id").asText();
            try (SocketClient screen = lab.clinic.socket("/ws/biopsies", "provider");
                    SocketClient console = lab.clinic.socket("/ws/hl7", "integration")) {
                JsonNode message = lab.act(id, "unmatch", REASON).json();
                assertThat(message.path("status").asText()).isEqualTo("unmatched");
                assertThat(message.has("biopsyId")).isFalse();
                assertThat(screen.expect("biopsy:updated")
                                .get(0)
                                .at("/data/biopsy/diagnosis")
                                .asText())
                        .isEqualTo("Nevus");
                assertThat(console.expect("hl7:unmatched")
                                .get(0)
                                .at("/data/reason")
                                .asText())
                        .isEqualTo("The number was mistyped");
                assertThat(message.at("/history/1/action").asText()).isEqualTo("unmatched");
                assertThat(message.at("/history/1/actor").asText()).isEqualTo("user-integration");
                assertThat(message.at("/changes/1").toString())
                        .contains("\"from\":{\"diagnosis\":\"Melanoma\"", "\"to\":{\"diagnosis\":\"Nevus\"");
            }
            assertThat(lab.provider
                            .get("/api/biopsies/" + biopsy + "/observations")
                            .json()
                            .path("items"))
                    .hasSize(1);
            assertThat(lab.act(id, "unmatch", REASON).status()).isEqualTo(409);
            assertThat(lab.act(id, "unmatch", "{\"reason\":\" \"}").status()).isEqualTo(400);
        }

        @Test
        void goes_back_to_the_status_before_any_result_in_whatever_order_they_are_taken_back() {
            String biopsy = lab.order("B1");
            String first =
                    lab.report(Lab.result("MRN1", "B1", "Nevus")).path("id").asText();
            String second =
                    lab.report(Lab.result("MRN1", "B1", "Melanoma")).path("id").asText();
            lab.act(first, "unmatch", REASON);
            assertThat(lab.biopsy(biopsy).path("diagnosis").asText()).isEqualTo("Melanoma");
            lab.act(second, "unmatch", REASON);
            assertThat(lab.biopsy(biopsy).path("status").asText()).isEqualTo("ordered");
            assertThat(lab.biopsy(biopsy).has("pathLabCaseNumber")).isFalse();
        }

        @Test
        void closes_a_message_and_may_open_it_again() {
            String id = lab.report(Lab.result("MRN1", "B1", "Nevus")).path("id").asText();
            try (SocketClient console = lab.clinic.socket("/ws/hl7", "integration")) {
                assertThat(lab.act(id, "reject", REASON).json().path("status").asText())
                        .isEqualTo("rejected");
                assertThat(console.expect("hl7:rejected")
                                .get(0)
                                .at("/data/rejectedBy")
                                .asText())
                        .isEqualTo("user-integration");
                assertThat(lab.act(id, "reject", REASON).status()).isEqualTo(409);
                lab.order("B1");
                assertThat(lab.act(id, "reprocess", "{}").json().path("status").asText())
                        .isEqualTo("processed");
                assertThat(console.expect("hl7:matched")
                                .get(0)
                                .at("/data/matchedBy")
                                .asText())
                        .isEqualTo("user-integration");
            }
        }

        @Test
        void registers_the_patient_of_a_message_and_matches_a_biopsy_of_theirs() {
            String id = lab.report(Lab.result("MRN7", "B7", "Nevus")).path("id").asText();
            Client.Answer created = lab.act(id, "patient", "");
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("Location")).isEqualTo("/api/patients/" + created.id());
            assertThat(created.json().path("mrn").asText()).isEqualTo("MRN7");
            assertThat(created.json().path("dob").asText()).isEqualTo("1980-01-01");
            assertThat(lab.act(id, "patient", "").status()).isEqualTo(409);

            String biopsy = lab.order(created.id(), "B8");
            JsonNode candidate = lab.engineer
                    .get("/api/hl7/messages/" + id + "/candidates")
                    .json()
                    .at("/items/0");
            assertThat(candidate.at("/biopsy/id").asText()).isEqualTo(biopsy);
            assertThat(lab.act(id, "match", "{\"biopsyId\":\"" + biopsy + "\"}")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("processed");
            assertThat(lab.message(id).path("history").findValuesAsText("action"))
                    .containsExactly("received", "patient_created", "matched");
        }

        @Test
        void gives_a_message_of_several_patients_to_none_of_them_whole() {
            String biopsy = lab.order("B1");
            String other = lab.order(lab.patient("MRN2", "Bea", "Moss", "1970-01-01"), "B2");
            List<String> first = List.of(Lab.obr("B1", "C1", "F", "20250108"), Lab.obx("Nevus", "F"));
            List<String> second = List.of(Lab.obr("B2", "C2", "F", "20250108"), Lab.obx("Melanoma", "F"));
            String id = id(lab.report(Lab.oru(
                    "MRN1", String.join("\r", first), "PID|2||MRN2^^^C^MR||MOSS^BEA", String.join("\r", second))));

            Client.Answer refused = lab.act(id, "match", "{\"biopsyId\":\"" + biopsy + "\"}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text())
                    .contains("The message names several patients; reprocess an edited copy for each of them");
            assertThat(lab.engineer
                            .get("/api/hl7/messages/" + id + "/candidates")
                            .json()
                            .path("items")
                            .findValuesAsText("matchable"))
                    .containsExactly("false", "false");

            lab.edit(id, Lab.oru("MRN1", first.toArray(String[]::new)));
            assertThat(lab.message(id).path("status").asText()).isEqualTo("unmatched");
            lab.edit(id, Lab.oru("MRN2", second.toArray(String[]::new)));
            assertThat(diagnoses(biopsy, other)).containsExactly("Nevus", "Melanoma");
            assertThat(lab.act(id, "reject", REASON).status()).isEqualTo(200);
        }

        @Test
        void is_told_when_the_laboratory_takes_back_what_a_person_gave_to_a_biopsy() {
            String biopsy = lab.order("B1");
            String sent = Lab.result("MRN9", "B-1", "Nevus");
            String given = id(lab.report(sent));
            lab.act(given, "match", "{\"biopsyId\":\"" + biopsy + "\"}");

            JsonNode withdrawal =
                    lab.report(Lab.oru("MRN9", Lab.obr("B-1", "CASE-B-1", "F", "20250109"), Lab.obx("Nevus", "W")));

            assertThat(withdrawal.path("reason").asText())
                    .isEqualTo("The laboratory takes back message " + given
                            + ", which a person gave to a biopsy: unmatch it");
            assertThat(lab.act(given, "unmatch", REASON).status()).isEqualTo(200);
            assertThat(lab.biopsy(biopsy).path("status").asText()).isEqualTo("ordered");
        }

        @Test
        void offers_the_likeliest_biopsy_first_and_marks_the_impossible() {
            String likely = lab.order("B1");
            lab.order("B2");
            String other = lab.order(lab.patient("MRN2", "Bea", "Moss", "1970-01-01"), "CASE-X");
            String id = lab.report(Lab.oru(
                            "MRN1",
                            Lab.obr("X", "CASE-X", "F", "20250108"),
                            "OBX|1|TX|22633-2^Specimen^LN||Skin, left forearm||||||F",
                            Lab.obx("Nevus", "F")))
                    .path("id")
                    .asText();
            lab.provider.patch("/api/biopsies/" + likely, "{\"pathLabCaseNumber\":\"X\"}");

            JsonNode items = lab.engineer
                    .get("/api/hl7/messages/" + id + "/candidates")
                    .json()
                    .path("items");
            assertThat(items.findValuesAsText("matchable")).containsExactly("true", "true", "false");
            assertThat(items.at("/2/biopsy/id").asText()).isEqualTo(other);
            assertThat(items.at("/0/score").asDouble())
                    .isGreaterThanOrEqualTo(items.at("/1/score").asDouble());
            assertThat(items.at("/0/reasons").toString())
                    .contains(
                            "The patient identifier is the same",
                            "The name is the same",
                            "The text names the body site");
        }

        @Test
        void may_do_so_only_as_an_engineer_of_the_clinic() {
            String id = lab.report(Lab.result("MRN1", "B1", "Nevus")).path("id").asText();
            Client sender = lab.clinic.as("lab_interface");
            Lab elsewhere = new Lab();
            for (String action : List.of("match", "unmatch", "reject", "patient", "reprocess")) {
                String body = action.equals("match")
                        ? NOBODY
                        : action.equals("patient") || action.equals("reprocess") ? "" : REASON;
                String path = "/api/hl7/messages/" + id + "/" + action;
                assertThat(sender.post(path, body).status()).as(action).isEqualTo(403);
                assertThat(elsewhere.engineer.post(path, body).status())
                        .as(action)
                        .isEqualTo(404);
            }
            assertThat(elsewhere
                            .engineer
                            .get("/api/hl7/messages/" + id + "/candidates")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Nested
    class ByOperator {

        @Test
        void processes_an_edited_copy_and_closes_the_original() {
            String biopsy = lab.order("B1");
            String sent = Lab.result("MRN1", "B-1", "Nevus");
            String original = lab.report(sent).path("id").asText();
            JsonNode copy = lab.edit(original, sent.replace("|B-1|", "|B1|"));

            assertThat(copy.path("status").asText()).isEqualTo("processed");
            assertThat(copy.path("originalId").asText()).isEqualTo(original);
            assertThat(copy.path("biopsyId").asText()).isEqualTo(biopsy);
            JsonNode closed = lab.message(original);
            assertThat(closed.path("status").asText()).isEqualTo("rejected");
            assertThat(closed.path("raw").asText()).contains("|B-1|");
            assertThat(closed.path("history").findValuesAsText("action")).containsExactly("received", "replaced");
            assertThat(lab.messages("status=unmatched")).isEmpty();
        }

        @Test
        void processes_an_edited_copy_as_large_as_a_message_may_be() {
            lab.order("B1");
            String sent = Lab.result("MRN1", "B-1", "Nevus " + "x".repeat(2_000_000));
            String original = lab.report(sent).path("id").asText();

            JsonNode copy = lab.edit(original, sent.replace("|B-1|", "|B1|"));
            assertThat(copy.path("status").asText()).isEqualTo("processed");
        }

        @Test
        void processes_only_the_parts_that_an_edited_copy_changes() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            String sent = Lab.oru(
                    "MRN1",
                    Lab.obr("B1", "C1", "F", "20250108"),
                    Lab.obx("Nevus", "F"),
                    Lab.obr("B-2", "C2", "F", "20250108"),
                    Lab.obx("Melanoma", "F"));
            String controlId = lab.report(sent).path("controlId").asText();
            lab.provider.post("/api/biopsies/" + arm + "/review", "{}");
            JsonNode before = lab.biopsy(arm);

            JsonNode copy = lab.edit(part(controlId, 2), sent.replace("|B-2|", "|B2|"));

            assertThat(diagnoses(arm, leg)).containsExactly("Nevus", "Melanoma");
            assertThat(lab.biopsy(arm)).isEqualTo(before);
            assertThat(lab.messages("status=unmatched")).isEmpty();
            assertThat(lab.message(copy.path("id").asText())
                            .at("/history/0/detail")
                            .asText())
                    .matches("Unchanged; message .* has it");
            assertThat(lab.provider
                            .get("/api/biopsies/" + arm + "/observations")
                            .json()
                            .path("items"))
                    .hasSize(1);
        }

        @Test
        void closes_nothing_for_a_copy_that_cannot_be_accepted() {
            String original =
                    lab.report(Lab.result("MRN1", "B1", "Nevus")).path("id").asText();

            assertThat(lab.edit(original, "hello").path("status").asText()).isEqualTo("rejected");
            assertThat(lab.message(original).path("status").asText()).isEqualTo("unmatched");
        }

        @Test
        void processes_all_open_messages_that_match_again() {
            lab.report(Lab.result("MRN1", "B1", "Nevus"));
            lab.report(Lab.result("MRN1", "B2", "Melanoma"));
            lab.report(Lab.result("MRN1", "B3", "Keratosis"));
            String first = lab.order("B1");
            lab.order("B2");
            Client.Answer one = lab.engineer.post("/api/hl7/messages/reprocess?text=nEVUS", "");
            assertThat(one.text())
                    .isEqualTo(
                            "{\"reprocessed\" : 1, \"processed\" : 1, \"unmatched\" : 0, \"failed\" : 0, \"rejected\""
                                    + " : 0}");
            assertThat(lab.biopsy(first).path("diagnosis").asText()).isEqualTo("Nevus");
            JsonNode rest = lab.engineer.post("/api/hl7/messages/reprocess", "").json();
            assertThat(rest.path("processed").asInt()).isEqualTo(1);
            assertThat(rest.path("unmatched").asInt()).isEqualTo(1);
            Client.Answer none = lab.engineer.post("/api/hl7/messages/reprocess?status=failed", "");
            assertThat(none.status()).isEqualTo(200);
            assertThat(none.json().path("reprocessed").asInt(-1)).isZero();
        }

        @Test
        void leaves_what_a_person_or_the_laboratory_decided_when_all_are_processed_again() {
            List<String> biopsies = List.of(lab.order("B1"), lab.order("B2"), lab.order("B3"), lab.order("B4"));
            String withdrawn = id(lab.report(Lab.result("MRN1", "B1", "Nevus")));
            lab.report(Lab.result("MRN1", "B1", "Nevus").replace("|F\r", "|W\r"));
            String unmatched = id(lab.report(Lab.result("MRN1", "B2", "Nevus")));
            lab.act(unmatched, "unmatch", REASON);
            String rejected = id(lab.report(Lab.result("MRN1", "B3", "Nevus")));
            lab.act(rejected, "unmatch", REASON);
            lab.act(rejected, "reject", REASON);
            String sent = Lab.result("MRN1", "B4", "Nevus");
            String replaced = id(lab.report(sent));
            lab.act(replaced, "unmatch", REASON);
            String copy = id(lab.edit(replaced, sent.replace("|B4|CASE-B4|", "|B9|CASE-B9|")));

            lab.engineer.post("/api/hl7/messages/reprocess", "");
            lab.engineer.post("/api/hl7/messages/reprocess?status=rejected", "");

            assertThat(biopsies.stream().map(lab::biopsy).map(biopsy -> biopsy.path("status")
                            .asText()))
                    .containsOnly("ordered");
            assertThat(reprocess(withdrawn).text())
                    .contains("The laboratory took this message back; what is right it sends in a new one");
            assertThat(reprocess(withdrawn).status()).isEqualTo(409);
            assertThat(reprocess(replaced).text())
                    .contains("Replaced by message " + copy + "; process or edit that one");
            assertThat(reprocess(unmatched).json().path("status").asText()).isEqualTo("processed");
            assertThat(reprocess(rejected).json().path("status").asText()).isEqualTo("processed");
        }

        @Test
        void leaves_the_parts_that_were_taken_back_when_another_part_is_processed_again() {
            String arm = lab.order("B1");
            String leg = lab.order("B2");
            String sent = Lab.oru(
                    "MRN1",
                    Lab.obr("B1", "C1", "F", "20250108"),
                    Lab.obx("Nevus", "F"),
                    Lab.obr("B2", "C2", "F", "20250108"),
                    Lab.obx("Melanoma", "F"),
                    Lab.obr("B9", "C9", "F", "20250108"),
                    Lab.obx("Keratosis", "F"));
            String controlId = lab.report(sent).path("controlId").asText();
            lab.report(Lab.result("MRN1", "B1", "Nevus").replace("|F\r", "|W\r"));
            lab.act(part(controlId, 2), "unmatch", REASON);
            String late = lab.order("B9");

            assertThat(reprocess(part(controlId, 3)).status()).isEqualTo(200);
            assertThat(List.of(lab.biopsy(arm), lab.biopsy(leg), lab.biopsy(late)).stream()
                            .map(biopsy -> biopsy.path("status").asText()))
                    .containsExactly("ordered", "ordered", "resulted");
        }

        @ParameterizedTest
        @CsvSource({
            "accession=B1, 1",
            "accession=CASE-B1, 1",
            "accession=B9, 0",
            "mrn=MRN7, 1",
            "sender=east, 3",
            "sender=west, 0",
            "type=ADT%5EA04, 1",
            "text=müller, 1",
            "text=MÜLLER&type=ORU%5ER01, 1",
            "text=Muller, 0",
            "status=unmatched, 2",
            "status=unmatched&mrn=MRN7, 1",
            "since=2099-01-01T00:00:00Z, 0",
            "until=2099-01-01T00:00:00Z, 3",
            "until=2001-01-01T00:00:00Z, 0"
        })
        void lists_messages_by_filters(String query, int count) {
            lab.report(Lab.result("MRN1", "B1", "Nevus"));
            lab.report(Lab.message("ADT^A04", "PID|1||MRN8||MOSS^EVA"));
            byte[] latin = Lab.result("MRN7", "B2", "Frau Müller")
                    .replace("|P|2.5\r", "|P|2.5||||||8859/1\r")
                    .getBytes(StandardCharsets.ISO_8859_1);
            lab.report(latin);

            assertThat(lab.messages(query.replace("ü", "%C3%BC").replace("Ü", "%C3%9C")))
                    .hasSize(count);
        }

        @Test
        void pages_through_messages() {
            for (int count = 0; count < 5; count++) {
                lab.report(Lab.result("MRN1", "B" + count, "Nevus"));
            }
            List<String> seen = new ArrayList<>();
            String next = "";
            do {
                JsonNode page = lab.engineer
                        .get("/api/hl7/messages?status=unmatched&limit=2" + next)
                        .json();
                page.path("items")
                        .forEach(item -> seen.add(item.path("orderNumbers").toString()));
                next = page.has("next") ? "&after=" + page.path("next").asText() : null;
            } while (next != null);
            assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        }

        @Test
        void counts_messages() {
            lab.report(Lab.result("MRN1", "B1", "Nevus"));
            lab.order("B1");
            lab.report(Lab.result("MRN1", "B1", "Nevus"));
            JsonNode statistics = lab.engineer.get("/api/hl7/statistics").json();

            assertThat(statistics.path("received").asInt()).isEqualTo(2);
            assertThat(statistics.at("/byStatus/unmatched").asInt()).isEqualTo(1);
            assertThat(statistics.at("/open/unmatched").asInt()).isEqualTo(1);
            assertThat(statistics.at("/open").has("oldestUnmatchedSeconds")).isTrue();
            assertThat(statistics.at("/senders/0/processed").asInt()).isEqualTo(1);
            assertThat(statistics.at("/hours/0/from").asText()).endsWith(":00:00.000Z");
            assertThat(statistics.at("/days/0/from").asText()).endsWith("T00:00:00.000Z");
        }

        private String part(String controlId, int number) {
            return lab.messages("controlId=" + controlId).stream()
                    .filter(message -> message.path("part").asInt() == number)
                    .map(CorrectionsIT::id)
                    .findFirst()
                    .orElseThrow();
        }

        private Client.Answer reprocess(String id) {
            return lab.act(id, "reprocess", "{}");
        }
    }

    private Stream<String> diagnoses(String... biopsies) {
        return Stream.of(biopsies).map(lab::biopsy).map(biopsy -> biopsy.path("diagnosis")
                .asText());
    }

    private static String id(JsonNode message) {
        return message.path("id").asText();
    }
}
