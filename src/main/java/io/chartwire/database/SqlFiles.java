package io.chartwire.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements below {@code routes/sql}, by name: {@code claims/set-status} is {@code sql/claims/set-status.sql}.
 *
 * <p>A line {@code \ir FILE} includes another file, relative to the file it stands in, as in psql.
 */
public final class SqlFiles {
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\\\ir +(\\S+) *$");

    private final Path folder;

    public SqlFiles(Path routes) {
        this.folder = routes.resolve("sql");
    }

    /**
     * The statement's text, with its includes.
     *
     * @throws UncheckedIOException when the file or one that it includes cannot be read
     * @throws IllegalArgumentException when a file includes itself
     */
    public String text(String name) {
        return read(folder.resolve(name + ".sql"), new ArrayDeque<>());
    }

    private static String read(Path file, Deque<Path> including) {
        Path normal = file.normalize();
        if (including.contains(normal)) {
            throw new IllegalArgumentException(normal + " includes itself");
        }
        including.push(normal);
        String text;
        try {
            text = Files.readString(normal);
        } catch (NoSuchFileException e) {
            String from = including.size() > 1
                    ? ", included by " + including.stream().skip(1).findFirst().orElseThrow()
                    : "";
            throw new UncheckedIOException("There is no statement " + normal + from, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + normal, e);
        }
        String whole = INCLUDE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(read(normal.resolveSibling(found.group(1)), including)));
        including.pop();
        return whole;
    }
}
