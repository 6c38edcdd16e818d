package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/routes.md} shows the files that tests run, and no others. */
class WalkThroughTest {
    private static final Path PAGE = Path.of("docs/routes.md");
    private static final Path EXAMPLES = Path.of("src/test/resources");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");

    @Test
    void shows_the_delivery_that_is_tested() {
        assertThat(RouteFolder.text(PAGE))
                .contains(RouteFolder.text(EXAMPLES.resolve("webhook/deliveries/claims.camel.yaml")));
    }

    @Test
    void names_every_file_of_the_resource_that_is_added() {
        List<Path> linked = LINK.matcher(RouteFolder.text(PAGE))
                .results()
                .map(link -> PAGE.resolveSibling(link.group(1)).normalize())
                .toList();
        assertThat(linked).allMatch(Files::exists);
        assertThat(RouteFolder.below(EXAMPLES.resolve("referrals"), ""))
                .filteredOn(Files::isRegularFile)
                .allMatch(
                        file -> linked.contains(file) || file.startsWith(EXAMPLES.resolve("referrals/sql/referrals")));
    }
}
