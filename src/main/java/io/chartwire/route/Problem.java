package io.chartwire.route;

import java.util.Comparator;

/**
 * What is wrong with a routes folder.
 *
 * @param file the file's path below the folder; empty for what is wrong with the folder
 * @param line from 1; 0 when it is the file as a whole
 * @param sentence what is wrong, for the person who edits the file
 */
public record Problem(String file, int line, String sentence) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file).thenComparing(Problem::line).thenComparing(Problem::sentence);

    /** {@code file:line: sentence}, as compilers write it and editors read it. */
    @Override
    public String toString() {
        String place = file + (line > 0 ? ":" + line : "");
        return place.isEmpty() ? sentence : place + ": " + sentence;
    }

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }
}
