package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.route.Problem;
import io.chartwire.trial.CoverageReport;
import io.chartwire.trial.EventTrial;
import io.chartwire.trial.RouteTest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of a routes folder and prints what they leave untried. */
@Command(
        name = "test",
        description = {
            "Run the tests in tests/*.yaml of a folder of routes, with no database.",
            "The exit status is 0 when all hold. What no test tried of the event routes is listed at the end."
        },
        mixinStandardHelpOptions = true)
final class RoutesTestCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder of routes; the hub's when left out.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path routes = folder == null ? Settings.load(Map.of()).routes() : folder;
        PrintWriter out = spec.commandLine().getOut();
        List<RouteTest> tests = RouteTest.in(routes);
        try (EventTrial trial = new EventTrial(routes)) {
            List<Problem> problems = trial.problems();
            problems.forEach(spec.commandLine().getErr()::println);
            int failed = 0;
            for (RouteTest test : tests) {
                List<String> differences = trial.run(test);
                failed += differences.isEmpty() ? 0 : 1;
                out.println((differences.isEmpty() ? "ok    " : "FAIL  ") + test.resource() + ": " + test.name());
                differences.forEach(line -> out.println("        " + line));
            }
            CoverageReport coverage = trial.coverage();
            out.printf(
                    "%d tests, %d failed. %d %% of %d nodes and branches of event routes ran.%n",
                    tests.size(), failed, coverage.percent(), coverage.nodes());
            coverage.missed().forEach(missed -> out.println("  no test reaches " + missed));
            return failed == 0 && problems.isEmpty() ? 0 : 1;
        }
    }
}
