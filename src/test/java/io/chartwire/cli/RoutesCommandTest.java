package io.chartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.RoutesCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands about routes say of a folder, and by their exit status. */
class RoutesCommandTest {
    @TempDir
    private Path folder;

    @Test
    void try_takes_a_row_as_rest_gives_it() throws IOException {
        Files.writeString(folder.resolve("before.json"), "{\"id\":\"c1\",\"status\":\"submitted\"}");
        Files.writeString(
                folder.resolve("after.json"), "{\"id\":\"c1\",\"status\":\"denied\",\"denialReason\":\"CO-50\"}");

        Run run = tried("--before", folder.resolve("before.json").toString());

        assertThat(run.out()).contains("{\"claimId\":\"c1\",\"reason\":\"CO-50\"}");
        assertThat(run.status()).isZero();
    }

    @Test
    void try_refuses_a_row_with_a_column_in_both_ways() throws IOException {
        Files.writeString(
                folder.resolve("after.json"), "{\"id\":\"c1\",\"denialReason\":\"CO-50\",\"denial_reason\":null}");

        Run run = tried();

        assertThat(run.err()).contains("The column denial_reason is there twice");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void a_route_that_does_not_start_fails_test_and_try() throws IOException {
        RoutesCopy routes = RoutesCopy.to(folder.resolve("routes"));
        replace(routes, "events/payments.camel.yaml", "- choice:", "- choise:");
        Files.writeString(folder.resolve("after.json"), "{\"id\":\"c1\",\"status\":\"draft\"}");

        Run test = Run.of("routes", "test", routes.folder().toString());
        Run tried = tried("--routes", routes.folder().toString());

        assertThat(test.err()).contains("events/payments.camel.yaml").contains("choise");
        assertThat(test.status()).isEqualTo(1);
        assertThat(tried.err()).contains("events/payments.camel.yaml").contains("choise");
        assertThat(tried.out()).contains("claim:created");
        assertThat(tried.status()).isEqualTo(1);
    }

    @Test
    void a_file_that_is_no_yaml_is_told_beside_the_routes_of_the_others() throws IOException {
        RoutesCopy routes = RoutesCopy.to(folder.resolve("routes"));
        Files.writeString(routes.folder().resolve("events/payments.camel.yaml"), "- route: [\n");
        for (String command : new String[] {"list", "graph"}) {
            Run run = Run.of("routes", command, routes.folder().toString());

            assertThat(run.out()).contains("claims-route-events").doesNotContain("payments-route-events");
            assertThat(run.err()).startsWith("events/payments.camel.yaml:").contains("no YAML");
            assertThat(run.status()).isEqualTo(1);
        }
    }

    @Test
    void what_is_not_there_and_what_cannot_be_is_told_in_a_sentence() {
        String nowhere = folder.resolve("nowhere").toString();
        for (String command : new String[] {"check", "list", "graph", "test"}) {
            assertTold(Run.of("routes", command, nowhere), "There is no file or folder " + nowhere);
        }
        assertTold(
                Run.of("token", "--tenant", "Demo", "--user", "u1", "--role", "admin", "--data", nowhere),
                "a tenant is");
        assertTold(Run.of("routes", "rollback", "1", "--data", nowhere), "see chartwire routes history");
    }

    @Test
    void where_it_came_about_is_told_when_asked() {
        Run run =
                Run.of("routes", "list", "--verbose", folder.resolve("nowhere").toString());

        assertThat(run.err()).contains("at io.chartwire.cli.RoutesListCommand.call");
    }

    private static void assertTold(Run run, String sentence) {
        assertThat(run.err()).contains(sentence).hasLineCount(1);
        assertThat(run.status()).isEqualTo(1);
    }

    private Run tried(String... more) {
        List<String> arguments = new ArrayList<>(List.of("routes", "try", "claims", "--after"));
        arguments.add(folder.resolve("after.json").toString());
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }

    private static void replace(RoutesCopy routes, String file, String before, String after) throws IOException {
        Path path = routes.folder().resolve(file);
        Files.writeString(path, Files.readString(path).replace(before, after));
    }
}
