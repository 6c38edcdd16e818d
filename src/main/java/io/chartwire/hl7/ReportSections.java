package io.chartwire.hl7;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headed sections of report text.
 *
 * <p>A heading is one that the mapping knows, in any case, before a colon or alone on its line, or a few words in capitals
 * before a colon. The latter do not end a section that is still empty, since a site such as {@code LEFT FOREARM:} often
 * leads a diagnosis.
 */
final class ReportSections {

    private static final Pattern CAPTION =
            Pattern.compile("^[\\s*=#_-]*([\\p{L}][^:,\\n]{1,60}?)[\\s*=#_-]*(?::(.*))?$");

    /** Characters; no report comes near it, and what follows is still in the whole text. */
    private static final int LONGEST_REPORT = 500_000;

    private static final int MOST_HEADING_WORDS = 4;

    private record Section(String heading, String text) {}

    private final Map<String, List<String>> headings;
    private final Set<String> known = new TreeSet<>();
    private final List<Section> sections = new ArrayList<>();

    ReportSections(String text, Map<String, List<String>> headings, List<String> otherHeadings) {
        this.headings = headings;
        headings.values().forEach(known::addAll);
        known.addAll(otherHeadings);
        read(text.substring(0, Math.min(text.length(), LONGEST_REPORT)));
    }

    /** The text under the first of a field's headings that occurs; all of its sections, one after another. */
    Optional<String> of(String field) {
        for (String heading : headings.getOrDefault(field, List.of())) {
            List<String> found = sections.stream()
                    .filter(section ->
                            section.heading().equals(heading) && !section.text().isEmpty())
                    .map(Section::text)
                    .toList();
            if (!found.isEmpty()) {
                return Optional.of(String.join("\n", found));
            }
        }
        return Optional.empty();
    }

    private void read(String text) {
        String heading = "";
        StringBuilder body = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            Matcher caption = CAPTION.matcher(line);
            String next = caption.matches() ? heading(caption.group(1), caption.group(2) != null, body) : null;
            if (next == null) {
                body.append(line).append('\n');
                continue;
            }
            sections.add(new Section(heading, body.toString().strip()));
            heading = next;
            body.setLength(0);
            if (caption.group(2) != null) {
                body.append(caption.group(2).strip()).append('\n');
            }
        }
        sections.add(new Section(heading, body.toString().strip()));
    }

    private String heading(String caption, boolean colon, StringBuilder before) {
        String capitals = caption.strip().toUpperCase(Locale.ROOT);
        if (known.contains(capitals)) {
            return capitals;
        }
        boolean inCapitals = colon
                && caption.strip().equals(capitals)
                && capitals.split("\\s+").length <= MOST_HEADING_WORDS
                && !before.toString().isBlank();
        return inCapitals ? capitals : null;
    }
}
