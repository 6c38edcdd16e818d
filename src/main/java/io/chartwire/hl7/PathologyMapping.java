package io.chartwire.hl7;

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
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which observation fills which field of a pathology result: data beside the routes, so that a lab is added without Java.
 *
 * <p>The shipped {@code routes/hl7/pathology-mapping.yaml} explains each part. Loading throws
 * {@link IllegalArgumentException} for a file that is no such mapping, with a sentence for its author.
 */
public record PathologyMapping(
        Map<String, List<String>> codes,
        Map<String, OwnWay> senders,
        Map<String, List<String>> names,
        Map<String, List<String>> headings,
        List<String> addenda,
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

    /** One kind, and the phrases that name it. */
    record Malignancy(String type, List<String> phrases) {

        Malignancy {
            phrases = lowerCase(phrases);
        }
    }

    /**
     * The words that take a phrase back: before it, or right after it; and those that tell of the past, which reach only as far
     * as a word that tells of the present.
     */
    record Negations(List<String> before, List<String> after, List<String> past, List<String> present) {
        static final Negations NONE = new Negations(null, null, null, null);

        Negations {
            before = lowerCase(before);
            after = lowerCase(after);
            past = lowerCase(past);
            present = lowerCase(present);
        }
    }

    /** How one sender differs from the others. */
    record OwnWay(
            Map<String, List<String>> codes, Map<String, List<String>> names, Map<String, List<String>> headings) {
        static final OwnWay NONE = new OwnWay(null, null, null);

        OwnWay {
            codes = checked(codes);
            names = each(checked(names), PathologyMapping::lowerCase);
            headings = each(checked(headings), PathologyMapping::upperCase);
        }
    }

    public PathologyMapping {
        codes = checked(codes);
        senders = senders == null ? Map.of() : Map.copyOf(senders);
        names = each(checked(names), PathologyMapping::lowerCase);
        headings = each(checked(headings), PathologyMapping::upperCase);
        addenda = addenda == null ? List.of() : upperCase(addenda);
        otherHeadings = otherHeadings == null ? List.of() : upperCase(otherHeadings);
        malignancies = malignancies == null ? List.of() : List.copyOf(malignancies);
        negations = negations == null ? Negations.NONE : negations;
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
        return YamlTable.parse(yaml, PathologyMapping.class);
    }

    /** The own way of a sender, by MSH-3 and MSH-4 or by MSH-3 alone. */
    OwnWay ownWay(String application, String facility) {
        OwnWay ofFacility = senders.get(application + "^" + facility);
        return ofFacility == null ? senders.getOrDefault(application, OwnWay.NONE) : ofFacility;
    }

    /** The field that an observation fills, by its codes and then by its name; the sender's own way goes before. */
    Optional<String> fieldOf(OwnWay own, List<String> observationCodes, String observationName) {
        String name = lowerCase(observationName);
        return byCode(own.codes(), observationCodes)
                .or(() -> byCode(codes, observationCodes))
                .or(() -> byName(own.names(), name))
                .or(() -> byName(names, name));
    }

    /** The headings of each field, the sender's own first. */
    Map<String, List<String>> headings(OwnWay own) {
        if (own.headings().isEmpty()) {
            return headings;
        }
        Map<String, List<String>> all = new LinkedHashMap<>(own.headings());
        headings.forEach(
                (field, words) -> all.merge(field, words, (first, then) -> Stream.concat(first.stream(), then.stream())
                        .toList()));
        return all;
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
        NavigableSet<Integer> before = starts(negations.before(), sentence);
        NavigableSet<Integer> past = starts(negations.past(), sentence);
        NavigableSet<Integer> present = starts(negations.present(), sentence);
        int negation = before.isEmpty() ? sentence.length() : before.first();
        for (int at = sentence.indexOf(phrase); at >= 0 && at < negation; at = sentence.indexOf(phrase, at + 1)) {
            Integer former = past.floor(at);
            boolean isFormer =
                    former != null && present.subSet(former, true, at, true).isEmpty();
            if (!isFormer && !isTakenBack(sentence, at + phrase.length())) {
                return true;
            }
        }
        return false;
    }

    private boolean isTakenBack(String sentence, int end) {
        int after = end;
        while (after < sentence.length() && sentence.charAt(after) == ' ') {
            after++;
        }
        int next = after;
        return negations.after().stream().anyMatch(words -> sentence.startsWith(words, next));
    }

    /** Where any of these begins, at the start of a word. */
    private static NavigableSet<Integer> starts(List<String> words, String sentence) {
        NavigableSet<Integer> starts = new TreeSet<>();
        for (String word : words) {
            for (int at = sentence.indexOf(word); at >= 0; at = sentence.indexOf(word, at + 1)) {
                if (at == 0 || !Character.isLetterOrDigit(sentence.charAt(at - 1))) {
                    starts.add(at);
                }
            }
        }
        return starts;
    }

    private static Optional<String> byCode(Map<String, List<String>> mapping, List<String> codes) {
        return mapping.entrySet().stream()
                .filter(field -> field.getValue().stream().anyMatch(codes::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<String> byName(Map<String, List<String>> mapping, String name) {
        return mapping.entrySet().stream()
                .filter(field -> field.getValue().stream().anyMatch(name::contains))
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
                throw new IllegalArgumentException(
                        field + " is no field of a result; known are " + new TreeSet<>(FIELDS));
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
