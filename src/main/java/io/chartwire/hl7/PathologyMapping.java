package io.chartwire.hl7;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which observation fills which field of a pathology result: data beside the routes, so that a lab is added without Java.
 *
 * <p>The shipped {@code routes/hl7/pathology-mapping.yaml} explains each part. Loading throws
 * {@link IllegalArgumentException} for a file that is no such mapping, with a sentence for its author.
 */
public record PathologyMapping(
        Map<String, List<String>> codes,
        Map<String, Map<String, List<String>>> senders,
        Map<String, List<String>> names,
        Map<String, List<String>> headings,
        List<String> otherHeadings,
        List<Malignancy> malignancies,
        Negations negations) {

    static final Set<String> FIELDS = Set.of(
            "diagnosis",
            "report",
            "grossDescription",
            "microscopicDescription",
            "comment",
            "margins",
            "breslowDepthMm",
            "specimen");

    private static final int LONGEST_DIAGNOSIS = 50_000;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** One kind, and the phrases that name it. */
    record Malignancy(String type, List<String> phrases) {

        Malignancy {
            phrases = lowerCase(phrases);
        }
    }

    /** The words that take a phrase back: before it, or right after it. */
    record Negations(List<String> before, List<String> after) {

        Negations {
            before = lowerCase(before);
            after = lowerCase(after);
        }
    }

    public PathologyMapping {
        codes = checked(codes);
        senders = senders == null ? Map.of() : Map.copyOf(senders);
        senders.values().forEach(PathologyMapping::checked);
        names = each(checked(names), PathologyMapping::lowerCase);
        headings = each(checked(headings), PathologyMapping::upperCase);
        otherHeadings = otherHeadings == null ? List.of() : upperCase(otherHeadings);
        malignancies = malignancies == null ? List.of() : List.copyOf(malignancies);
        negations = negations == null ? new Negations(List.of(), List.of()) : negations;
    }

    /** Reads a file; throws {@link UncheckedIOException} when it cannot be read. */
    public static PathologyMapping load(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static PathologyMapping parse(String yaml) {
        try {
            PathologyMapping mapping = YAML.readValue(yaml, PathologyMapping.class);
            if (mapping == null) {
                throw new IllegalArgumentException("the pathology mapping is empty");
            }
            return mapping;
        } catch (IOException e) {
            throw new IllegalArgumentException("not a pathology mapping: " + e.getMessage(), e);
        }
    }

    /** The field that an observation fills, by its codes and then by its name. */
    Optional<String> fieldOf(String sender, List<String> observationCodes, String name) {
        Optional<String> bySender = byCode(senders.getOrDefault(sender, Map.of()), observationCodes);
        Optional<String> byCode = bySender.isPresent() ? bySender : byCode(codes, observationCodes);
        return byCode.isPresent() ? byCode : byName(name.toLowerCase(Locale.ROOT));
    }

    /** The kind of malignancy that a diagnosis states. */
    Optional<String> malignancyIn(String diagnosis) {
        String text = diagnosis.substring(0, Math.min(diagnosis.length(), LONGEST_DIAGNOSIS));
        String[] sentences = lowerCase(text).split("[.;\\n]");
        for (Malignancy malignancy : malignancies) {
            for (String phrase : malignancy.phrases()) {
                if (Arrays.stream(sentences).anyMatch(sentence -> states(sentence, phrase))) {
                    return Optional.of(malignancy.type());
                }
            }
        }
        return Optional.empty();
    }

    private boolean states(String sentence, String phrase) {
        if (!sentence.contains(phrase)) {
            return false;
        }
        int negation = firstNegation(sentence);
        for (int at = sentence.indexOf(phrase); at >= 0 && at < negation; at = sentence.indexOf(phrase, at + 1)) {
            int after = at + phrase.length();
            while (after < sentence.length() && sentence.charAt(after) == ' ') {
                after++;
            }
            int next = after;
            if (negations.after().stream().noneMatch(words -> sentence.startsWith(words, next))) {
                return true;
            }
        }
        return false;
    }

    /** Where the first word that negates what follows it begins, at the start of a word; beyond the end when none does. */
    private int firstNegation(String sentence) {
        int first = sentence.length();
        for (String word : negations.before()) {
            for (int at = sentence.indexOf(word); at >= 0 && at < first; at = sentence.indexOf(word, at + 1)) {
                if (at == 0 || !Character.isLetterOrDigit(sentence.charAt(at - 1))) {
                    first = at;
                }
            }
        }
        return first;
    }

    private static Optional<String> byCode(Map<String, List<String>> mapping, List<String> codes) {
        return mapping.entrySet().stream()
                .filter(field -> field.getValue().stream().anyMatch(codes::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Optional<String> byName(String name) {
        return names.entrySet().stream()
                .filter(field -> field.getValue().stream()
                        .map(PathologyMapping::lowerCase)
                        .anyMatch(name::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<String, List<String>> checked(Map<String, List<String>> mapping) {
        if (mapping == null) {
            return Map.of();
        }
        Map<String, List<String>> checked = new LinkedHashMap<>();
        mapping.forEach((field, words) -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("unknown result field in the pathology mapping: " + field);
            }
            checked.put(field, words == null ? List.of() : List.copyOf(words));
        });
        // In the order written, which decides when two fit.
        return Collections.unmodifiableMap(checked);
    }

    private static Map<String, List<String>> each(
            Map<String, List<String>> mapping, UnaryOperator<List<String>> change) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        mapping.forEach((field, words) -> changed.put(field, change.apply(words)));
        return Collections.unmodifiableMap(changed);
    }

    private static List<String> upperCase(List<String> words) {
        return words.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList();
    }

    private static List<String> lowerCase(List<String> words) {
        return words == null
                ? List.of()
                : words.stream().map(PathologyMapping::lowerCase).toList();
    }

    private static String lowerCase(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
