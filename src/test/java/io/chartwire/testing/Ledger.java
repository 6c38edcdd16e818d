package io.chartwire.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Compares what was promised, what is stored and what was told, after a fault; each run prints its line of the matrix. */
public final class Ledger {
    private static final String CLAIMS = "SELECT 'claim ' || id FROM claims WHERE total_charges = " + Load.CHARGES;
    private static final String RESULTS = "SELECT 'result ' || control_id FROM hl7 WHERE status = 'processed'";
    private static final String VERSIONS =
            "SELECT coalesce(sum(last_version), 0) FROM biopsies WHERE order_number LIKE 'LOAD-%'";

    private Ledger() {}

    /** What is stored of the load, read by a query in the hub's database. */
    public static Set<String> stored(Function<String, List<String>> sql) {
        List<String> results = sql.apply(RESULTS);
        assertThat(results).as("a message is stored once").doesNotHaveDuplicates();
        assertThat(sql.apply(VERSIONS)).as("a result is given once").containsExactly(Integer.toString(results.size()));
        Set<String> stored = new HashSet<>(sql.apply(CLAIMS));
        stored.addAll(results);
        return stored;
    }

    /** Nothing promised is missing, and the screen was told of all that is stored, and of nothing else. */
    public static void requireNothingLost(String fault, Load load, Set<String> stored, Screen screen) {
        assertThat(load.surprises()).as("answers").isEmpty();
        assertThat(stored).as("stored").containsAll(load.promised());
        assertThat(screen.told()).as("told").containsExactlyInAnyOrderElementsOf(stored);
        System.out.printf(
                "%s: %d committed, %d acknowledged, %d refused, %d delivered, 0 lost, %d sent again with the same id%n",
                fault,
                stored.size(),
                load.promised().size(),
                load.refused(),
                screen.told().size(),
                screen.repeated());
    }
}
