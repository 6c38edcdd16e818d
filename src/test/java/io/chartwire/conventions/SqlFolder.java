package io.chartwire.conventions;

import io.chartwire.database.SqlFiles;
import io.chartwire.database.Statement;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements below {@code routes/sql}. */
final class SqlFolder {
    static final Path PATH = RouteFolder.PATH.resolve("sql");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\\\ir +(\\S+) *$");
    private static final Pattern LISTED = Pattern.compile("Parameters: *([^.]*)\\.");

    private SqlFolder() {}

    /**
     * One file.
     *
     * @param header the comment at its top, as one line
     */
    record SqlFile(Path path, String name, String text, String header) {

        static SqlFile read(Path path) {
            String text = RouteFolder.text(path);
            String header = text.lines()
                    .takeWhile(line -> line.startsWith("--"))
                    .map(line -> line.replaceFirst("^-- ?", ""))
                    .collect(Collectors.joining(" "));
            String name = PATH.relativize(path).toString().replace('\\', '/').replaceFirst("\\.sql$", "");
            return new SqlFile(path, name, text, header);
        }

        /** Whether it is a part of other statements and none of its own. */
        boolean fragment() {
            return header.contains("Included ");
        }

        /** Its text with what it includes. */
        String whole() {
            return new SqlFiles(RouteFolder.PATH).text(name);
        }

        Set<String> parameters() {
            return new TreeSet<>(Statement.parse(fragment() ? text : whole()).parameters());
        }

        /** The parameters that its header names. */
        Set<String> listed() {
            Matcher listed = LISTED.matcher(header.replaceAll("\\([^()]*\\)", ""));
            return listed.find()
                    ? Arrays.stream(listed.group(1).split(",| and "))
                            .map(String::strip)
                            .filter(name -> !name.isEmpty() && !name.equals("none"))
                            .collect(Collectors.toCollection(TreeSet::new))
                    : Set.of();
        }

        Stream<Path> includes() {
            return INCLUDE.matcher(text).results().map(found -> path.resolveSibling(found.group(1))
                    .normalize());
        }
    }

    static List<SqlFile> files() {
        return RouteFolder.below(PATH, ".sql").stream().map(SqlFile::read).toList();
    }

    /** The names that route files and Java code give. */
    static Set<String> references() {
        Set<String> names = new TreeSet<>();
        RouteFolder.steps().forEach(step -> {
            step.parameters().properties().forEach(parameter -> {
                if (Set.of("sql", "current").contains(parameter.getKey())
                        && step.uri().startsWith("kamelet:")) {
                    names.add(parameter.getValue().asText());
                }
            });
        });
        names.addAll(RouteFolder.named(RouteFolder.PATH, ".camel.yaml", Pattern.compile("\\{\\{sql:([^{}]+)\\}\\}")));
        Set<String> folders = files().stream()
                .map(file -> file.name().replaceFirst("/.*", ""))
                .collect(Collectors.toSet());
        RouteFolder.namedInSources("\"([a-z0-9-]+/[a-z0-9-]+)\"").stream()
                .filter(name -> folders.contains(name.replaceFirst("/.*", "")))
                .forEach(names::add);
        // change.ChangeLog joins the names of each resource that has events.
        Migrations.watchedFeatures().forEach(feature -> names.add(feature + "/enrich-" + feature));
        return names;
    }
}
