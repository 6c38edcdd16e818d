package io.chartwire.cli;

import io.chartwire.route.RouteChanges;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts an earlier version of the routes back into their folder, where a running hub finds it. */
@Command(
        name = "rollback",
        description = {
            "Write the files of an earlier version back into the folder of the routes.",
            "A running hub checks and takes them as it takes any other change; files that the version does not have"
                    + " are removed."
        },
        mixinStandardHelpOptions = true)
final class RoutesRollbackCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HASH", description = "The first digits of the version's hash.")
    private String hash;

    @Mixin
    private HubFolders folders;

    @Override
    public Integer call() throws IOException {
        RouteChanges changes = folders.history().set(folders.version(hash)).writeTo(folders.routes());
        System.out.println(changes.isEmpty() ? "The folder holds this version already." : changes);
        return 0;
    }
}
