package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a report's observations say as one pathology result.
 *
 * <p>A field is filled by the observations that the mapping names for it, whole, else by a section of the report's text. The
 * diagnosis falls back to the whole text. Observations that were cancelled, deleted or another patient's (OBX-11 X, D, W)
 * have no part in it. {@code breslowDepthMm} is in millimetres.
 */
final class PathologyResult {

    /** Without a unit a number within words may be anything: a stage, a note. */
    private static final Pattern DEPTH = Pattern.compile("(?m)^\\s*[<>≤≥]?=?\\s*(\\d{1,3}(?:[.,]\\d{1,3})?)\\s*$");

    private static final Pattern DEPTH_WITH_UNIT = Pattern.compile("(\\d{1,3}(?:[.,]\\d{1,3})?)\\s*(mm|cm)\\b");
    private static final Pattern DEPTH_IN_TEXT =
            Pattern.compile("(?i)\\bbreslow[^\\d.;]{0,60}(\\d{1,3}(?:[.,]\\d{1,3})?)\\s*(mm|cm)\\b");
    private static final BigDecimal MILLIMETRES_PER_CENTIMETRE = BigDecimal.TEN;
    private static final String WHOLE_TEXT = "";
    private static final int LONGEST = 1_000_000;
    private static final String CUT = "\n[The text goes on; its observation has the whole.]";

    private final PathologyMapping mapping;
    private final PathologyMapping.OwnWay own;
    private final ReportSections.Headings headings;
    private final List<String> notes;
    private final Map<String, List<String>> byField = new LinkedHashMap<>();
    private final List<ReportSections> sections = new ArrayList<>();
    private String depthUnit = "";

    PathologyResult(PathologyMapping mapping, Hl7Message message, List<Observation> observations, List<String> notes) {
        this.mapping = mapping;
        this.own = mapping.ownWay(message.sendingApplication(), message.sendingFacility());
        this.headings = ReportSections.Headings.of(mapping.headings(own), mapping.addenda(), mapping.otherHeadings());
        this.notes = notes;
        Map<String, List<String>> byCode = new LinkedHashMap<>();
        for (Observation observation : observations) {
            if (!observation.isWithdrawn()) {
                sort(observation, byCode);
            }
        }
        byCode.values().forEach(lines -> sections.add(sections(String.join("\n", lines))));
    }

    void writeTo(ObjectNode json) {
        JsonFields fields = new JsonFields(json);
        Optional<String> diagnosis = diagnosis();
        fields.put("diagnosis", diagnosis.map(PathologyResult::bounded));
        fields.put("report", joined("report").or(() -> joined(WHOLE_TEXT)).map(PathologyResult::bounded));
        fields.put("grossDescription", field("grossDescription").map(PathologyResult::bounded));
        fields.put("microscopicDescription", field("microscopicDescription").map(PathologyResult::bounded));
        fields.put("comment", comment().map(PathologyResult::bounded));
        fields.put("margins", field("margins"));
        depth().ifPresent(depth -> json.put("breslowDepthMm", depth));
        fields.put("malignancyType", diagnosis.flatMap(mapping::malignancyIn));
        fields.put("specimen", field("specimen"));
    }

    private void sort(Observation observation, Map<String, List<String>> byCode) {
        Optional<String> field = mapping.fieldOf(own, observation.codes(), observation.name());
        boolean words = ObservationValue.isWords(observation.type());
        String text = observation.value().text();
        field.ifPresent(name -> add(byField, name, text));
        if (words) {
            add(byField, WHOLE_TEXT, text);
            add(byCode, observation.code(), text);
        }
        if (words && field.isEmpty()) {
            add(byField, "unmapped", text);
        }
        if (field.filter("breslowDepthMm"::equals).isPresent()) {
            depthUnit = observation.units();
        }
    }

    private Optional<String> diagnosis() {
        return field("diagnosis")
                .or(() -> joined("report"))
                .or(() -> joined("unmapped"))
                .or(() -> joined(WHOLE_TEXT));
    }

    /** The coded or headed comment and then the notes, since a correction may be told in a note alone. */
    private Optional<String> comment() {
        List<String> comments = new ArrayList<>();
        field("comment").ifPresent(comments::add);
        comments.addAll(notes);
        return comments.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", comments));
    }

    private Optional<BigDecimal> depth() {
        Optional<String> told = field("breslowDepthMm");
        if (told.isPresent()) {
            Matcher withUnit = DEPTH_WITH_UNIT.matcher(told.get());
            if (withUnit.find()) {
                return Optional.of(millimetres(withUnit.group(1), withUnit.group(2)));
            }
            Matcher number = DEPTH.matcher(told.get());
            if (number.find()) {
                return Optional.of(millimetres(number.group(1), depthUnit));
            }
        }
        Matcher depth = DEPTH_IN_TEXT.matcher(joined(WHOLE_TEXT).orElse(""));
        return depth.find() ? Optional.of(millimetres(depth.group(1), depth.group(2))) : Optional.empty();
    }

    private Optional<String> field(String name) {
        Optional<String> coded = joined(name);
        if (coded.isPresent()) {
            return coded.map(text -> sections(text).as(name));
        }
        return sections.stream().flatMap(section -> section.of(name).stream()).findFirst();
    }

    private ReportSections sections(String text) {
        return new ReportSections(text, headings);
    }

    private Optional<String> joined(String field) {
        String text = String.join("\n", byField.getOrDefault(field, List.of())).strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** An event carries its object, and each change of it is kept as it was before and after. */
    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + CUT;
    }

    private static BigDecimal millimetres(String number, String unit) {
        BigDecimal value = new BigDecimal(number.replace(',', '.'));
        return unit.equalsIgnoreCase("cm") ? value.multiply(MILLIMETRES_PER_CENTIMETRE) : value;
    }

    private static void add(Map<String, List<String>> lines, String key, String text) {
        lines.computeIfAbsent(key, k -> new ArrayList<>()).add(text);
    }
}
