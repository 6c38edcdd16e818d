package io.chartwire.conventions;

import io.chartwire.conventions.SqlFolder.SqlFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How statements read: named and described, each used, each asking for one tenant's rows. */
class SqlConventionsTest {
    private static final Pattern STATEMENT_NAME = Pattern.compile("[a-z]+(-[a-z0-9]+)+");
    private static final Pattern PURPOSE = Pattern.compile("[A-Z][a-z]+s .*");

    @Test
    void every_file_begins_with_what_it_is_for() {
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> file.header().isEmpty()
                        || !file.fragment() && !PURPOSE.matcher(file.header()).matches())
                .map(file -> file.path() + ": begin with a comment that says what it does, verb first"));
    }

    @Test
    void a_statement_is_called_verb_noun() {
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> !file.fragment())
                .filter(file -> !STATEMENT_NAME
                        .matcher(file.name().replaceFirst(".*/", ""))
                        .matches())
                .map(file -> file.path() + ": name it <verb>-<noun>.sql, or say by whom it is \"Included\""));
    }

    @Test
    void a_header_lists_exactly_the_parameters_that_the_statement_has() {
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> !file.listed().equals(file.parameters()))
                .map(file -> file.path() + ": its header must say \"Parameters: " + listed(file.parameters())
                        + ".\", it lists " + listed(file.listed())));
    }

    @Test
    void a_statements_header_names_its_parameters_and_its_result() {
        Rule.holds(SqlFolder.files().stream().filter(file -> !file.fragment()).flatMap(file -> Stream.of(
                        "Parameters: ", "Result: ")
                .filter(word -> !file.header().contains(word))
                .map(word -> file.path() + ": add \"" + word + "…\" to its header")));
    }

    @Test
    void a_statement_that_touches_a_table_names_the_index_that_serves_it() {
        Pattern table = Pattern.compile(
                "\\b(?:FROM|JOIN|UPDATE|INTO)\\s+(?:" + String.join("|", Migrations.tenantTables()) + ")\\b");
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> !file.fragment() && !file.header().contains("Index: "))
                .filter(file -> table.matcher(file.whole()).find())
                .map(file -> file.path() + ": add \"Index: …\" to its header"));
    }

    @Test
    void every_statement_is_used() {
        Set<String> used = SqlFolder.references();
        Set<Path> included =
                SqlFolder.files().stream().flatMap(SqlFile::includes).collect(Collectors.toSet());
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> !used.contains(file.name()) && !included.contains(file.path()))
                .map(file -> file.path() + ": no route, no statement and no Java code names it; remove it"));
    }

    @Test
    void every_statement_that_is_named_exists() {
        Stream<String> named = SqlFolder.references().stream()
                .filter(name -> !Files.exists(SqlFolder.PATH.resolve(name + ".sql")))
                .map(name -> name + ": a route or Java code names it, but routes/sql/" + name + ".sql is not there");
        Stream<String> included = SqlFolder.files().stream().flatMap(file -> file.includes()
                .filter(other -> !Files.exists(other))
                .map(other -> file.path() + ": it includes " + other + ", which is not there"));
        Rule.holds(Stream.concat(named, included));
    }

    @Test
    void only_fragments_are_included() {
        Set<Path> fragments = SqlFolder.files().stream()
                .filter(SqlFile::fragment)
                .map(SqlFile::path)
                .collect(Collectors.toSet());
        Rule.holds(SqlFolder.files().stream().flatMap(file -> file.includes()
                .filter(other -> !fragments.contains(other))
                .map(other -> other + ": say in its header by whom it is \"Included\", as " + file.path() + " does")));
    }

    @Test
    void every_table_is_filtered_or_joined_by_tenant() {
        Set<String> tables = Migrations.tenantTables();
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> !readsAcrossTenants(file))
                .flatMap(file -> TenantFilter.unfiltered(file.text(), tables).stream()
                        .map(table -> file.path() + ": filter or join " + table + " by tenant_id")));
    }

    @Test
    void the_statements_of_a_route_have_listed_variables_as_parameters() {
        Set<String> listed = new HashSet<>(RouteConventionsTest.VARIABLES);
        listed.addAll(Contracts.parameterNames());
        Set<String> ofRoutes = SqlFolder.references().stream()
                .filter(name -> !RouteFolder.namedInSources("\"(" + Pattern.quote(name) + ")\"")
                        .contains(name))
                .filter(name -> !name.contains("/enrich-"))
                .collect(Collectors.toSet());
        Rule.holds(SqlFolder.files().stream()
                .filter(file -> ofRoutes.contains(file.name()))
                .flatMap(file -> file.parameters().stream()
                        .filter(parameter -> !listed.contains(parameter))
                        .map(parameter -> file.path() + ": no route sets a variable " + parameter)));
    }

    /** The tail reads for all tenants at once, and hands each its own; retention removes what is old, whosever it is. */
    private static boolean readsAcrossTenants(SqlFile file) {
        return file.name().matches("(changes|dead-letters|deliveries|retention)/.*")
                && file.header().contains("across tenants");
    }

    private static String listed(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }
}
