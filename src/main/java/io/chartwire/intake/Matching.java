package io.chartwire.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.YamlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How surely a message must name its patient: which of PID-3's identifiers count, and what is done when birth date or name
 * differ. The first rule that matches the message holds; without one every identifier counts and a difference is noted.
 */
public record Matching(List<Rule> rules) {
    private static final String ANY = "*";
    private static final Rule DEFAULT = new Rule(null, null, null, null, null, null, null, false);

    /** What is done with a message whose birth date or name is not the patient's. */
    enum Difference {
        IGNORE,
        /** The message gets the patient's biopsy, and says what differs. */
        NOTE,
        /** The message waits for a person. */
        REFUSE
    }

    /**
     * One rule.
     *
     * @param authorities the assigning authorities (PID-3.4, namespace or universal id) whose identifiers are the clinic's own;
     *     null for any. An identifier without an authority always counts.
     * @param otherTypes the identifier types (PID-3.5) that are no medical record number
     * @param sharedCaseNumbers whether the laboratory's filler numbers move between biopsies, so that the placer number alone
     *     decides between biopsies of a patient
     */
    record Rule(
            String tenant,
            String sendingApplication,
            String sendingFacility,
            Set<String> authorities,
            Set<String> otherTypes,
            Difference birthDate,
            Difference name,
            boolean sharedCaseNumbers) {

        Rule {
            authorities = authorities == null ? null : Set.copyOf(authorities);
            otherTypes = otherTypes == null ? Set.of() : Set.copyOf(otherTypes);
            birthDate = birthDate == null ? Difference.NOTE : birthDate;
            name = name == null ? Difference.NOTE : name;
        }

        private boolean matches(String owner, Hl7Message message) {
            return matches(tenant, owner)
                    && matches(sendingApplication, message.sendingApplication())
                    && matches(sendingFacility, message.sendingFacility());
        }

        private boolean counts(JsonNode identifier) {
            String namespace = identifier.path("assigner").asText();
            String universal = identifier.path("assignerId").asText();
            boolean ours = authorities == null
                    || namespace.isEmpty() && universal.isEmpty()
                    || authorities.contains(namespace)
                    || authorities.contains(universal);
            return ours && !otherTypes.contains(identifier.path("type").asText());
        }

        private static boolean matches(String rule, String name) {
            return rule == null || rule.equals(ANY) || rule.equals(name);
        }
    }

    public Matching {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** Reads the table; throws {@link IllegalArgumentException} when it is none. */
    public static Matching parse(String yaml) {
        return YamlTable.parse(yaml, Matching.class);
    }

    /** Writes into a report which of its identifiers are the clinic's own, and what is done with a difference. */
    void writeTo(ObjectNode report, String tenant, Hl7Message message) {
        Rule rule = rules.stream()
                .filter(it -> it.matches(tenant, message))
                .findFirst()
                .orElse(DEFAULT);
        ObjectNode patient = (ObjectNode) report.path("patient");
        List<JsonNode> own = new ArrayList<>();
        patient.path("identifiers").forEach(identifier -> {
            if (rule.counts(identifier)) {
                own.add(identifier);
            }
        });
        if (own.stream().anyMatch(Matching::isRecordNumber)) {
            // The sender says which one it is; another's digits may be another patient's record number here.
            own.removeIf(identifier -> !isRecordNumber(identifier));
        }
        ArrayNode mrns = patient.putArray("mrns");
        own.forEach(identifier -> mrns.add(identifier.path("id")));
        patient.remove("mrn");
        own.stream().findFirst().ifPresent(identifier -> patient.set("mrn", identifier.path("id")));
        report.putObject("matching")
                .put("birthDate", rule.birthDate().name().toLowerCase(Locale.ROOT))
                .put("name", rule.name().name().toLowerCase(Locale.ROOT))
                .put("sharedCaseNumbers", rule.sharedCaseNumbers());
    }

    /** HL7 table 0203. */
    private static boolean isRecordNumber(JsonNode identifier) {
        return identifier.path("type").asText().equals("MR");
    }
}
