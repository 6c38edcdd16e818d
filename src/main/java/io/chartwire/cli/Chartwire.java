package io.chartwire.cli;

import io.chartwire.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code ./chartwire}. */
@Command(
        name = "chartwire",
        description = "A clinic's integration hub: REST writes and HL7 v2 results in, live events out.",
        mixinStandardHelpOptions = true,
        version = "Chartwire 0.1.0",
        subcommands = {
            RunCommand.class,
            TokenCommand.class,
            SendCommand.class,
            TestCommand.class,
            RoutesCommand.class,
            BenchCommand.class
        })
public final class Chartwire implements Runnable {
    @CommandLine.Option(
            names = "--verbose",
            scope = CommandLine.ScopeType.INHERIT,
            description = "With a failure, print where in the program it came about.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    boolean isVerbose() {
        return verbose;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Chartwire chartwire = new Chartwire();
        return new CommandLine(chartwire).setExecutionExceptionHandler(new ToldFailure(chartwire));
    }
}
