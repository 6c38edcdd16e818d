package io.chartwire.conventions;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the migrations say of the tables. */
final class Migrations {
    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern TENANT_TABLE = Pattern.compile("CREATE TABLE (\\w+) \\(\\s*tenant_id\\b");
    private static final Pattern WATCHING = Pattern.compile("SELECT watch_table\\(([^;]*);");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern CHECK =
            Pattern.compile("CONSTRAINT (\\w+_check)\\s+CHECK\\s*\\(\\w+ IN \\(([^)]*)\\)\\)", Pattern.DOTALL);

    private Migrations() {}

    /** The tables with rows of tenants. */
    static Set<String> tenantTables() {
        return TENANT_TABLE
                .matcher(all())
                .results()
                .map(table -> table.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The words for the tables whose changes are logged, such as {@code prior-auths}. */
    static Set<String> watchedFeatures() {
        return WATCHING.matcher(withoutFunctions())
                .results()
                .flatMap(watching -> QUOTED.matcher(watching.group(1)).results())
                .map(name -> name.group(1).replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The values that a CHECK allows, by the constraint's name; the last one written holds. */
    static Map<String, Set<String>> checks() {
        Map<String, Set<String>> checks = new TreeMap<>();
        CHECK.matcher(all())
                .results()
                .forEach(check -> checks.put(
                        check.group(1),
                        Arrays.stream(check.group(2).split(","))
                                .map(value -> value.strip().replace("'", ""))
                                .collect(Collectors.toCollection(TreeSet::new))));
        return checks;
    }

    private static String all() {
        return Stream.of(FOLDER, RouteFolder.PATH.resolve("migration"))
                .filter(Files::isDirectory)
                .flatMap(folder -> RouteFolder.below(folder, ".sql").stream())
                .map(RouteFolder::text)
                .collect(Collectors.joining("\n"));
    }

    private static String withoutFunctions() {
        return all().replaceAll("(?s)\\$\\$.*?\\$\\$", "").replaceAll("(?m)--.*$", "");
    }
}
