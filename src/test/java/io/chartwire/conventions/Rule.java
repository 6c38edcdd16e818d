package io.chartwire.conventions;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Fails with all that breaks a rule, a line for each: where it is, and what to do. */
final class Rule {
    private Rule() {}

    static void holds(Stream<String> broken) {
        List<String> lines = broken.distinct().sorted().toList();
        if (!lines.isEmpty()) {
            Assertions.fail("\n  " + String.join("\n  ", lines));
        }
    }
}
