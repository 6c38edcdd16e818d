package io.chartwire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What an integration engineer does with a folder of routes; the sub-commands need no running hub and no database of the clinic. */
@Command(
        name = "routes",
        description = "Check, test and try a folder of routes; go back to an earlier one.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RoutesCheckCommand.class,
            RoutesTestCommand.class,
            RoutesTryCommand.class,
            RoutesListCommand.class,
            RoutesGraphCommand.class,
            RoutesHistoryCommand.class,
            RoutesDiffCommand.class,
            RoutesRollbackCommand.class
        })
final class RoutesCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
