package io.chartwire.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gives each side its turn, round after round, and prints every measurement, the medians and the ratios. */
final class Comparison {
    private static final int SETTLE_MILLIS = 500;
    private static final String ROW = "%-44s %6s %12s %9s %9s  %s%n";

    private final PrintStream out;
    private final String unit;
    private final Map<Side, List<Measurement>> turns = new LinkedHashMap<>();

    /** @param unit what is counted, such as {@code requests} */
    Comparison(PrintStream out, String unit, List<Side> sides) {
        this.out = out;
        this.unit = unit;
        sides.forEach(side -> turns.put(side, new ArrayList<>()));
    }

    void run(BenchOptions options) throws Exception {
        for (Side side : turns.keySet()) {
            side.turn().run(0, options.warmUpMillis());
        }
        out.printf(ROW, "side", "round", unit + "/s", "p50 ms", "p99 ms", "");
        for (int round = 1; round <= options.rounds(); round++) {
            for (Map.Entry<Side, List<Measurement>> side : turns.entrySet()) {
                Measurement measured = side.getKey().turn().run(SETTLE_MILLIS, options.millis());
                side.getValue().add(measured);
                print(
                        side.getKey().name(),
                        Integer.toString(round),
                        measured.rate(),
                        measured.p50(),
                        measured.p99(),
                        remark(measured));
            }
        }
        turns.forEach((side, measured) -> print(
                side.name(),
                "median",
                Measurement.median(measured, Measurement::rate),
                Measurement.median(measured, Measurement::p50),
                Measurement.median(measured, Measurement::p99),
                ""));
    }

    /** Prints one side's rate over another's: the median of the rounds' ratios, and all of them. */
    void ratio(Side side, Side against, String target) {
        List<Measurement> ours = turns.get(side);
        List<Measurement> theirs = turns.get(against);
        List<String> each = new ArrayList<>();
        List<Measurement> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            double ratio = ours.get(round).rate() / theirs.get(round).rate();
            each.add(String.format(Locale.ROOT, "%.2f", ratio));
            ratios.add(new Measurement(1, 1 / ratio, 0, 0, 0, ""));
        }
        out.printf(
                Locale.ROOT,
                "ratio %s / %s: %.2f (rounds %s)%s%n",
                side.name(),
                against.name(),
                Measurement.median(ratios, Measurement::rate),
                String.join(" ", each),
                target.isEmpty() ? "" : ", target " + target);
    }

    private static String remark(Measurement measured) {
        String errors = measured.errors() == 0 ? "" : measured.errors() + " errors ";
        return errors + measured.note();
    }

    private void print(String name, String round, double rate, double p50, double p99, String remark) {
        out.printf(
                Locale.ROOT,
                ROW,
                name,
                round,
                String.format(Locale.ROOT, "%,.0f", rate),
                String.format(Locale.ROOT, "%.2f", p50),
                String.format(Locale.ROOT, "%.2f", p99),
                remark);
        out.flush();
    }
}
