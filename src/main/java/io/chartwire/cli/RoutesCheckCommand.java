package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.StepObjects;
import io.chartwire.route.Problem;
import io.chartwire.route.RouteCheck;
import io.chartwire.route.RouteSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Finds what is wrong with a folder of routes, as a hub does before it takes them. */
@Command(
        name = "check",
        description = {
            "Check a folder of routes as a hub does before it takes them: files, contract, tables, and the routes"
                    + " started.",
            "What is wrong is printed as FILE:LINE: sentence; the exit status is 0 when nothing is."
        },
        mixinStandardHelpOptions = true)
final class RoutesCheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder of routes; the hub's when left out.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.load(Map.of());
        RouteSet set = RouteSet.read(folder == null ? settings.routes() : folder);
        List<Problem> problems = new RouteCheck(StepObjects.unconnected(), settings.properties()).problems(set);
        problems.stream().map(Problem::toString).forEach(System.out::println);
        return problems.isEmpty() ? 0 : 1;
    }
}
