package io.chartwire.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an OBX-5 says: text for a reader, the code behind it when it is coded, and the document it holds when it is a file.
 *
 * <p>OBX-2 decides how components are read (HL7 v2.5, 2.A); when it is missing or unknown the value itself is looked at,
 * and in doubt it stays as it was sent, decoded.
 */
record ObservationValue(String text, String code, String system, List<EmbeddedDocument> documents) {

    private static final Set<String> CODED = Set.of("CE", "CWE", "CNE", "CF");
    /** One value without components, so that a separator in it is one that the sender forgot to escape. */
    private static final Set<String> PLAIN = Set.of("TX", "FT", "ST", "NM", "ID", "IS", "SI", "TM", "RP");

    private static final Set<String> NAMED =
            Set.of("XPN", "XCN", "PN", "CN", "PPN", "CX", "XAD", "AD", "XON", "XTN", "TN");

    /** The types whose value is not words, and so no part of a report's text. */
    private static final Set<String> NUMBERS_AND_FILES =
            Set.of("NM", "SN", "NR", "NA", "MA", "CQ", "SI", "DT", "TM", "TS", "DTM", "ED", "RP");

    static ObservationValue of(Hl7Segment obx) {
        String type = type(obx);
        if (obx.field(5).isEmpty()) {
            return new ObservationValue("", "", "", List.of());
        }
        List<String> lines = new ArrayList<>();
        List<EmbeddedDocument> documents = new ArrayList<>();
        String code = "";
        String system = "";
        if (PLAIN.contains(type)) {
            return new ObservationValue(obx.lines(5), "", "", List.of());
        }
        for (String repetition : obx.repetitions(5)) {
            List<String> components = components(obx, repetition);
            Optional<EmbeddedDocument> document =
                    holdsFile(type, components) ? EmbeddedDocument.in(components) : Optional.empty();
            if (document.isPresent()) {
                documents.add(document.get());
                continue;
            }
            boolean coded = CODED.contains(type) || type.isEmpty() && looksCoded(components);
            if (coded && code.isEmpty() && !isCodeAlone(components)) {
                int first = at(components, 1).isEmpty() ? 4 : 1;
                code = at(components, first);
                system = at(components, first + 2);
            }
            lines.add(coded ? codedText(components) : plain(type, components, obx, obx.text(repetition)));
        }
        return new ObservationValue(String.join("\n", lines).strip(), code, system, List.copyOf(documents));
    }

    /** OBX-2 in capitals; empty when it is missing. */
    static String type(Hl7Segment obx) {
        return obx.component(2, 1).toUpperCase(Locale.ROOT);
    }

    static boolean isWords(String type) {
        return !NUMBERS_AND_FILES.contains(type) && !NAMED.contains(type);
    }

    private static String plain(String type, List<String> components, Hl7Segment obx, String whole) {
        return switch (type) {
            case "SN" -> structuredNumber(components);
            case "NR" -> joined(components, "-");
            case "CQ" -> joined(components, " ");
            case "TS", "DTM" -> obx.instant(at(components, 1)).orElse(whole);
            case "DT" -> Hl7Time.date(at(components, 1)).orElse(whole);
            default -> NAMED.contains(type) ? joined(components, " ") : whole;
        };
    }

    private static boolean isCodeAlone(List<String> components) {
        return codedText(components).equals(at(components, 1));
    }

    private static String codedText(List<String> components) {
        for (int component : new int[] {2, 9, 5, 1, 4}) {
            String text = at(components, component);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** Comparator, number, separator, number: {@code >^100}, {@code ^1^:^128}. */
    private static String structuredNumber(List<String> components) {
        return at(components, 1) + at(components, 2) + at(components, 3) + at(components, 4);
    }

    private static boolean looksCoded(List<String> components) {
        return components.size() >= 3
                && components.size() <= 22
                && !at(components, 2).isEmpty()
                && at(components, 3).matches("LN|SCT|SNM|I9C?|I10C?|L|C4|HL7\\d{4}|99\\w*");
    }

    private static boolean holdsFile(String type, List<String> components) {
        return type.equals("ED") || type.isEmpty() && at(components, 4).equalsIgnoreCase("Base64");
    }

    private static String joined(List<String> components, String separator) {
        return components.stream().filter(component -> !component.isEmpty()).collect(Collectors.joining(separator));
    }

    private static List<String> components(Hl7Segment obx, String repetition) {
        return obx.delimiters().components(repetition).stream().map(obx::text).toList();
    }

    private static String at(List<String> components, int number) {
        return number <= components.size() ? components.get(number - 1) : "";
    }
}
