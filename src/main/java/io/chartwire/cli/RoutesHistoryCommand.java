package io.chartwire.cli;

import io.chartwire.route.RouteHistory;
import io.chartwire.route.RouteHistory.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the versions of the routes that a hub has run. */
@Command(
        name = "history",
        description = "List the versions of the routes that a hub has run, newest first: hash, time, files.",
        mixinStandardHelpOptions = true)
final class RoutesHistoryCommand implements Callable<Integer> {
    @Mixin
    private HubFolders folders;

    @Override
    public Integer call() throws IOException {
        RouteHistory history = folders.history();
        for (Version version : history.versions()) {
            System.out.printf("%s  %s  %s%n", version.shortHash(), version.appliedAt(), version.changes());
        }
        return 0;
    }
}
