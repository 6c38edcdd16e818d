package io.chartwire.hl7;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The headed sections of report text.
 *
 * <p>A heading is one that the mapping knows, in any case, before a colon or alone on its line; any other caption, such as the
 * site {@code B. RIGHT CHEEK:}, is part of its section. A remark on one specimen ({@link #REMARKS}) ends where the next
 * specimen of the section before it begins: {@code A. Nevus, NOTE: Excised, B. Melanoma}.
 */
final class ReportSections {

    private static final Pattern CAPTION =
            Pattern.compile("^[\\s*=#_-]*([\\p{L}][^:,\\n]{1,60}?)[\\s*=#_-]*(?::(.*))?$");

    /** Characters; no report comes near it, and what follows is still in the whole text. */
    private static final int LONGEST_REPORT = 500_000;

    /** What leads the text on one specimen: a letter or a number. */
    private static final Pattern SPECIMEN =
            Pattern.compile("^\\s*(?:(?i:part|specimen)\\s+)?([A-Z]|\\d{1,2})\\s*[.):]\\s*\\S.*");

    private static final List<String> REMARKS = List.of("comment", "margins", "breslowDepthMm");

    private record Section(String heading, String text) {}

    /** Those of each field, those of what is added to a diagnosis, those of remarks, and all that end a section. */
    record Headings(Map<String, List<String>> byField, List<String> addenda, Set<String> remarks, Set<String> known) {

        static Headings of(Map<String, List<String>> byField, List<String> addenda, List<String> others) {
            Set<String> remarks = new HashSet<>();
            REMARKS.forEach(field -> remarks.addAll(byField.getOrDefault(field, List.of())));
            Set<String> known = new HashSet<>(addenda);
            known.addAll(others);
            byField.values().forEach(known::addAll);
            return new Headings(byField, addenda, remarks, known);
        }

        List<String> of(String field) {
            return byField.getOrDefault(field, List.of());
        }
    }

    private final Headings headings;
    private final List<Section> sections = new ArrayList<>();
    private final String text;
    /** The heading that the text begins with, and what follows it; empty when there is none. */
    private String leading = "";

    private String afterLeading = "";

    // Where reading is: the section, what of it was read, the last specimen of a section that is no remark, the section
    // that a remark interrupts, and whether the remark names specimens itself.
    private String heading = "";
    private final StringBuilder body = new StringBuilder();
    private String specimen = "";
    private String interrupted = "";
    private boolean lettered;

    ReportSections(String text, Headings headings) {
        this.text = text;
        this.headings = headings;
        read(text.substring(0, Math.min(text.length(), LONGEST_REPORT)));
    }

    /** The text under the first of a field's headings that occurs; all of its sections, one after another. */
    Optional<String> of(String field) {
        return headings.of(field).stream()
                .map(this::under)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .map(found -> String.join("\n", found))
                .map(found -> field.equals("diagnosis") ? withAddenda(found) : found);
    }

    /**
     * All of the text as one field's, without the heading of that field before it. Text that begins with another heading is a
     * whole report, of which the field has its section.
     */
    String as(String field) {
        if (leading.isEmpty()) {
            return text;
        }
        return headings.of(field).contains(leading) ? afterLeading : of(field).orElse(text);
    }

    private List<String> under(String heading) {
        return sections.stream()
                .filter(section ->
                        section.heading().equals(heading) && !section.text().isEmpty())
                .map(Section::text)
                .toList();
    }

    /** What was added names its heading, since it may be a mere remark on the diagnosis. */
    private String withAddenda(String diagnosis) {
        Stream<String> added = headings.addenda().stream()
                .flatMap(heading -> under(heading).stream().map(found -> heading + ": " + found));
        return String.join("\n", Stream.concat(Stream.of(diagnosis), added).toList());
    }

    private void read(String report) {
        int end = 0;
        for (String line : report.split("\n", -1)) {
            end = Math.min(text.length(), end + line.length() + 1);
            Matcher caption = CAPTION.matcher(line);
            String next = caption.matches() ? caption.group(1).strip().toUpperCase(Locale.ROOT) : "";
            if (headings.known().contains(next)) {
                String rest = caption.group(2) == null ? "" : caption.group(2).strip();
                if (sections.isEmpty() && body.toString().isBlank()) {
                    leading = next;
                    afterLeading = (rest + "\n" + text.substring(end)).strip();
                }
                begin(next);
                add(rest);
            } else {
                if (isNextSpecimen(line)) {
                    begin(interrupted);
                }
                add(line);
            }
        }
        begin("");
    }

    private void begin(String next) {
        sections.add(new Section(heading, body.toString().strip()));
        body.setLength(0);
        if (!headings.remarks().contains(next)) {
            interrupted = "";
            specimen = "";
        } else if (!headings.remarks().contains(heading)) {
            interrupted = heading;
        }
        heading = next;
        lettered = false;
    }

    private void add(String line) {
        body.append(line).append('\n');
        String found = specimenOf(line);
        if (!found.isEmpty() && headings.remarks().contains(heading)) {
            lettered = true;
        } else if (!found.isEmpty()) {
            specimen = found;
        }
    }

    /** A remark that has letters or numbers of its own is not ended by one: it may be a list. */
    private boolean isNextSpecimen(String line) {
        return headings.remarks().contains(heading)
                && !lettered
                && !specimen.isEmpty()
                && specimenOf(line).equals(after(specimen));
    }

    private static String specimenOf(String line) {
        Matcher found = SPECIMEN.matcher(line);
        return found.matches() ? found.group(1) : "";
    }

    private static String after(String specimen) {
        return Character.isDigit(specimen.charAt(0))
                ? String.valueOf(Integer.parseInt(specimen) + 1)
                : String.valueOf((char) (specimen.charAt(0) + 1));
    }
}
