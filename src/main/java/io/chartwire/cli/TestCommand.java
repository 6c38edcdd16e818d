package io.chartwire.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Explains {@code ./chartwire test}, which the launcher itself runs, because it builds what it tests. */
@Command(
        name = "test",
        description = {
            "Build Chartwire and run all its tests.",
            "Arguments are handed to Maven, for example -Dtest=HolesTest."
        },
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.err.println("Run the tests with ./chartwire test");
        return 2;
    }
}
