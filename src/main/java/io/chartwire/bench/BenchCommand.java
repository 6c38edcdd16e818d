package io.chartwire.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures the hub beside a bare server; each benchmark is a subcommand. */
@Command(
        name = "bench",
        description = "Measure the hub beside a bare server, in one run.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RestBench.class,
            Hl7Bench.class,
            FanoutBench.class,
            LatencyBench.class,
            ResumeBench.class,
            StartBench.class
        })
public final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
