package io.chartwire.cli;

import io.chartwire.route.RouteHistory;
import io.chartwire.route.RouteHistory.Version;
import io.chartwire.route.RouteSet;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints what differs between versions of the routes. */
@Command(
        name = "diff",
        description = {
            "Print what differs between two versions of the routes, as a unified diff.",
            "Without a version: what the folder changes of the newest one. With one: what the folder changes of that."
        },
        mixinStandardHelpOptions = true)
final class RoutesDiffCommand implements Callable<Integer> {
    @Parameters(arity = "0..2", paramLabel = "HASH", description = "The first digits of a version's hash.")
    private List<String> hashes = List.of();

    @Mixin
    private HubFolders folders;

    @Override
    public Integer call() throws IOException {
        RouteHistory history = folders.history();
        RouteSet before = hashes.isEmpty() ? newest(history) : history.set(folders.version(hashes.get(0)));
        RouteSet after =
                hashes.size() < 2 ? RouteSet.read(folders.routes()) : history.set(folders.version(hashes.get(1)));
        before.difference(after).forEach(System.out::println);
        return 0;
    }

    private static RouteSet newest(RouteHistory history) throws IOException {
        List<Version> versions = history.versions();
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("No hub has run routes with this data folder");
        }
        return history.set(versions.get(0));
    }
}
