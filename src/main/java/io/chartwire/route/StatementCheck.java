package io.chartwire.route;

import io.chartwire.database.SqlFiles.Line;
import io.chartwire.database.Statement;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Whether the statements of a set are such: their includes, their parameters, and what the database itself says of them. */
final class StatementCheck {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\\\ir +(\\S+)\\s*$");

    private final RouteSet set;
    private final List<Problem> problems = new ArrayList<>();

    private StatementCheck(RouteSet set) {
        this.set = set;
    }

    /**
     * What is wrong with the files themselves.
     *
     * @param named the statements that routes name, and so run with the variables of the exchange
     * @param variables the variables that an exchange may have
     */
    static List<Problem> problems(RouteSet set, Set<String> named, Set<String> variables) {
        StatementCheck check = new StatementCheck(set);
        for (String name : check.whole()) {
            List<Line> lines = check.lines(name);
            if (named.contains(name)) {
                check.requireVariables(lines, variables);
            }
        }
        return check.problems;
    }

    /** What a database says of the statements; nothing is run. */
    static List<Problem> problems(RouteSet set, DataSource database) throws SQLException {
        StatementCheck check = new StatementCheck(set);
        try (Connection connection = database.getConnection()) {
            for (String name : check.whole()) {
                check.prepare(connection, check.lines(name));
            }
        }
        return check.problems;
    }

    /** The statements that are no part of another one. */
    private List<String> whole() {
        Set<String> included = new HashSet<>();
        List<String> all = new ArrayList<>();
        for (RouteFile file : set.files()) {
            if (file.path().startsWith("sql/") && file.path().endsWith(".sql")) {
                all.add(file.path());
                INCLUDE.matcher(file.text().orElse(""))
                        .results()
                        .forEach(found -> included.add(Path.of(file.path())
                                .resolveSibling(found.group(1))
                                .normalize()
                                .toString()));
            }
        }
        return all.stream()
                .filter(path -> !included.contains(path))
                .map(path -> path.substring("sql/".length(), path.length() - ".sql".length()))
                .toList();
    }

    private List<Line> lines(String name) {
        try {
            return set.statements().lines(name);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            problems.add(new Problem("sql/" + name + ".sql", lineOfInclude(name, e.getMessage()), e.getMessage()));
            return List.of();
        }
    }

    private int lineOfInclude(String name, String message) {
        int number = 0;
        for (String line : set.text("sql/" + name + ".sql").orElse("").split("\n")) {
            number++;
            Matcher include = INCLUDE.matcher(line);
            if (include.find()
                    && message.contains(Path.of(include.group(1)).getFileName().toString())) {
                return number;
            }
        }
        return 0;
    }

    private void requireVariables(List<Line> lines, Set<String> variables) {
        for (Line line : lines) {
            for (String parameter : new TreeSet<>(Statement.parse(line.text()).parameters())) {
                if (!variables.contains(parameter)) {
                    problems.add(new Problem(
                            line.file(),
                            line.number(),
                            "Nothing sets the parameter :" + parameter
                                    + ": neither the hub, nor a step, nor a parameter of " + Definitions.CONTRACT));
                }
            }
        }
    }

    private void prepare(Connection connection, List<Line> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        String command = "PREPARE chartwire_check AS ";
        Numbered statement = Numbered.of(lines.stream().map(Line::text).collect(Collectors.joining()));
        try (java.sql.Statement jdbc = connection.createStatement()) {
            jdbc.setEscapeProcessing(false);
            jdbc.execute(command + statement.text());
            jdbc.execute("DEALLOCATE chartwire_check");
        } catch (PSQLException e) {
            ServerErrorMessage said = e.getServerErrorMessage();
            if (said == null || String.valueOf(e.getSQLState()).matches("(08|57|53).*")) {
                throw e;
            }
            int position = Math.max(0, said.getPosition() - 1 - command.length());
            Line line = at(lines, statement.original(position));
            String hint = said.getHint() == null ? "" : " (" + said.getHint() + ")";
            problems.add(new Problem(line.file(), line.number(), "PostgreSQL says: " + said.getMessage() + hint));
        }
    }

    private static Line at(List<Line> lines, int position) {
        int end = 0;
        for (Line line : lines) {
            end += line.text().length();
            if (position < end) {
                return line;
            }
        }
        return lines.get(lines.size() - 1);
    }
}
