package io.chartwire.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Gives each side its turn, round after round, and prints every measurement, the medians and the ratios.
 *
 * <p>Beside the rate stands the processor time per unit, which says the same on a machine that others use too.
 */
final class Comparison {
    private static final String ROW = "%-36s %6s %10s %8s %8s %8s %8s %8s  %s%n";

    private final PrintStream out;
    private final BenchHub hub;
    private final String unit;
    private final Map<Side, List<Turn>> turns = new LinkedHashMap<>();

    /** A measurement with the processor time that it cost. */
    private record Turn(Measurement measured, Cpu cpu) {
        double micros(ToLongFunction<Cpu> user) {
            return user.applyAsLong(cpu) / 1000.0 / Math.max(1, measured.count());
        }
    }

    /** @param unit what is counted, such as {@code requests} */
    Comparison(PrintStream out, BenchHub hub, String unit, List<Side> sides) {
        this.out = out;
        this.hub = hub;
        this.unit = unit;
        sides.forEach(side -> turns.put(side, new ArrayList<>()));
    }

    void run(BenchOptions options) throws Exception {
        turns.keySet().removeIf(side -> !options.runs(side));
        for (Side side : turns.keySet()) {
            side.before().run();
            side.turn().run(options.warmUpMillis());
        }
        out.printf(ROW, "side", "round", unit + "/s", "p50 ms", "p99 ms", "cpu µs", "pg µs", "load µs", "");
        for (int round = 1; round <= options.rounds(); round++) {
            for (Map.Entry<Side, List<Turn>> side : turns.entrySet()) {
                side.getKey().before().run();
                Cpu start = Cpu.now(hub.data());
                Measurement measured = side.getKey().turn().run(options.millis());
                Turn turn = new Turn(measured, Cpu.now(hub.data()).since(start));
                side.getValue().add(turn);
                print(side.getKey().name(), Integer.toString(round), List.of(turn), remark(measured));
            }
        }
        turns.forEach((side, all) -> print(side.name(), "median", all, ""));
    }

    /** Prints one side's rate over another's, round by round, and the same of the processor time that one unit costs. */
    void ratio(Side side, Side against, String target) {
        if (!turns.containsKey(side) || !turns.containsKey(against)) {
            return;
        }
        List<Double> rates = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (int round = 0; round < turns.get(side).size(); round++) {
            Turn ours = turns.get(side).get(round);
            Turn theirs = turns.get(against).get(round);
            rates.add(ours.measured().rate() / theirs.measured().rate());
            costs.add(theirs.micros(Comparison::all) / ours.micros(Comparison::all));
        }
        out.printf(
                Locale.ROOT,
                "%s / %s: %.2f of its rate (rounds %s)%s; by processor time of all three processes %.2f%n",
                side.name(),
                against.name(),
                median(rates),
                rates.stream().map(it -> String.format(Locale.ROOT, "%.2f", it)).collect(Collectors.joining(" ")),
                target.isEmpty() ? "" : ", target " + target,
                median(costs));
    }

    private static long all(Cpu cpu) {
        return cpu.server() + cpu.postgres() + cpu.load();
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> value) {
        return median(turns.stream().map(value::applyAsDouble).toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static String remark(Measurement measured) {
        String errors = measured.errors() == 0 ? "" : measured.errors() + " errors ";
        return errors + measured.note();
    }

    private void print(String name, String round, List<Turn> of, String remark) {
        out.printf(
                ROW,
                name,
                round,
                number("%,.0f", median(of, turn -> turn.measured().rate())),
                number("%.2f", median(of, turn -> turn.measured().p50())),
                number("%.2f", median(of, turn -> turn.measured().p99())),
                number("%.1f", median(of, turn -> turn.micros(Cpu::server))),
                number("%.1f", median(of, turn -> turn.micros(Cpu::postgres))),
                number("%.1f", median(of, turn -> turn.micros(Cpu::load))),
                remark);
        out.flush();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
