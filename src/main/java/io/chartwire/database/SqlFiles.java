package io.chartwire.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements below {@code routes/sql}, by name: {@code claims/set-status} is {@code sql/claims/set-status.sql}.
 *
 * <p>A line {@code \ir FILE} includes another file, relative to the file it stands in, as in psql.
 */
public final class SqlFiles {
    private static final Pattern INCLUDE = Pattern.compile("\\\\ir +(\\S+)\\s*");

    private final Function<String, List<Line>> lines;
    private final Function<String, String> texts;

    /** The statements of a folder, read each time that one is asked for. */
    public SqlFiles(Path routes) {
        this.lines = name -> lines(name, path -> read(routes.resolve(path)));
        this.texts = name -> joined(lines.apply(name));
    }

    /**
     * The statements among files that stay as they are.
     *
     * @param files gives the text of a file by its path below the routes' folder, and nothing when there is none
     */
    public SqlFiles(Function<String, Optional<String>> files) {
        Map<String, String> known = new ConcurrentHashMap<>();
        this.lines = name -> lines(name, files);
        this.texts = name -> known.computeIfAbsent(name, it -> joined(lines.apply(it)));
    }

    /** The statements of those that {@code current} gives when one is asked for. */
    public SqlFiles(Supplier<SqlFiles> current) {
        this.lines = name -> current.get().lines(name);
        this.texts = name -> current.get().text(name);
    }

    /**
     * One line of a statement.
     *
     * @param file the path of the file that it stands in, below the routes' folder
     * @param number from 1
     */
    public record Line(String file, int number, String text) {}

    /**
     * The statement's text, with its includes.
     *
     * @throws UncheckedIOException when the file or one that it includes cannot be read
     * @throws IllegalArgumentException when a file includes itself
     */
    public String text(String name) {
        return texts.apply(name);
    }

    /**
     * The statement's lines, with those of its includes, each with where it stands; a line holds its end.
     *
     * @throws UncheckedIOException when the file or one that it includes cannot be read
     * @throws IllegalArgumentException when a file includes itself
     */
    public List<Line> lines(String name) {
        return lines.apply(name);
    }

    private static String joined(List<Line> lines) {
        return lines.stream().map(Line::text).collect(Collectors.joining());
    }

    private static List<Line> lines(String name, Function<String, Optional<String>> files) {
        List<Line> lines = new ArrayList<>();
        read(Path.of("sql", name + ".sql").normalize(), files, new ArrayDeque<>(), lines);
        return lines;
    }

    private static void read(
            Path file, Function<String, Optional<String>> files, Deque<Path> including, List<Line> lines) {
        if (including.contains(file)) {
            throw new IllegalArgumentException(file + " includes itself");
        }
        String from = including.isEmpty() ? "" : ", included by " + including.peek();
        String path = file.toString().replace('\\', '/');
        String text = files.apply(path)
                .orElseThrow(() -> new UncheckedIOException(
                        "There is no statement " + path + from, new NoSuchFileException(path)));
        including.push(file);
        int number = 0;
        for (String line : text.split("(?<=\n)")) {
            number++;
            String bare = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            Matcher include = INCLUDE.matcher(bare);
            if (include.matches()) {
                read(file.resolveSibling(include.group(1)).normalize(), files, including, lines);
                if (line.length() > bare.length()) {
                    lines.add(new Line(path, number, "\n"));
                }
            } else {
                lines.add(new Line(path, number, line));
            }
        }
        including.pop();
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
