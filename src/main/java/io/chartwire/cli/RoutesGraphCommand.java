package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.route.RouteSet;
import io.chartwire.route.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws how the routes of a folder call each other. */
@Command(
        name = "graph",
        description = "Print the topology of the routes as a Mermaid flowchart.",
        mixinStandardHelpOptions = true)
final class RoutesGraphCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder of routes; the hub's when left out.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path routes = folder == null ? Settings.load(Map.of()).routes() : folder;
        Topology topology = new Topology(RouteSet.read(routes));
        topology.mermaid().forEach(spec.commandLine().getOut()::println);
        topology.problems().forEach(spec.commandLine().getErr()::println);
        return topology.problems().isEmpty() ? 0 : 1;
    }
}
