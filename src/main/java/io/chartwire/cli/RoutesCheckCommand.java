package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.StepObjects;
import io.chartwire.database.TemporaryDatabase;
import io.chartwire.route.DatabaseCheck;
import io.chartwire.route.OwnTables;
import io.chartwire.route.Problem;
import io.chartwire.route.RouteCheck;
import io.chartwire.route.RouteSet;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds what is wrong with a folder of routes, as a hub does before it takes them. */
@Command(
        name = "check",
        description = {
            "Check a folder of routes as a hub does before it takes them: files, contract, the routes started, tables made"
                    + " and statements prepared in a database that is gone afterwards.",
            "What is wrong is printed as FILE:LINE: sentence; the exit status is 0 when nothing is."
        },
        mixinStandardHelpOptions = true)
final class RoutesCheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder of routes; the hub's when left out.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        Settings settings = Settings.load(Map.of("chartwire.demo", "false"));
        RouteSet set = RouteSet.read(folder == null ? settings.routes() : folder);
        List<Problem> problems = new RouteCheck(StepObjects.unconnected(), settings.properties()).problems(set);
        if (problems.isEmpty()) {
            problems = inDatabase(set, settings);
        }
        problems.stream().map(Problem::toString).forEach(spec.commandLine().getOut()::println);
        return problems.isEmpty() ? 0 : 1;
    }

    private static List<Problem> inDatabase(RouteSet set, Settings settings) throws IOException, SQLException {
        try (TemporaryDatabase temporary = TemporaryDatabase.start(settings)) {
            OwnTables tables = new OwnTables(temporary.database()::extend);
            return new DatabaseCheck(tables, temporary.database().pool()).problems(set);
        }
    }
}
