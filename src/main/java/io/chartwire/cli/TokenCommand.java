package io.chartwire.cli;

import io.chartwire.Settings;
import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints a token that a development hub accepts. */
@Command(
        name = "token",
        description = "Print a token signed with the development key of a data folder.",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Option(names = "--tenant", required = true, description = "The clinic.")
    private String tenant;

    @Option(names = "--user", required = true, description = "The person's id.")
    private String user;

    @Option(names = "--name", defaultValue = "", description = "The person's name.")
    private String name;

    @Option(names = "--role", required = true, description = "A role; may be repeated.")
    private Set<String> roles;

    @Option(
            names = "--hours",
            defaultValue = "12",
            description = "How long the token holds (default: ${DEFAULT-VALUE}).")
    private long hours;

    @Option(names = "--data", paramLabel = "DIR", description = "The hub's data folder.")
    private String data;

    @Override
    public Integer call() throws Exception {
        Path folder = Settings.load(data == null ? Map.of() : Map.of("chartwire.data", data))
                .data();
        Identity identity = new Identity(
                user, name, new TenantId(tenant), roles, Instant.now().plus(Duration.ofHours(hours)));
        System.out.println(DevelopmentKey.in(folder).sign(identity));
        return 0;
    }
}
