package io.chartwire;

import java.util.List;

/** What is wrong with a document beside the routes, and where: its line, or the keys that lead to it. */
public final class Mistake extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final transient List<String> keys;
    private final String sentence;

    private Mistake(int line, List<String> keys, String message, String sentence, Throwable cause) {
        super(message, cause);
        this.line = line;
        this.keys = keys;
        this.sentence = sentence;
    }

    /**
     * A mistake in a line.
     *
     * @param line from 1; 0 when it is not known
     */
    public static Mistake inLine(int line, String sentence, Throwable cause) {
        return new Mistake(line, List.of(), line > 0 ? "line " + line + ": " + sentence : sentence, sentence, cause);
    }

    /** A mistake in what these keys lead to, from the outermost one on. */
    public static Mistake at(List<String> keys, String sentence) {
        return new Mistake(0, keys, sentence, sentence, null);
    }

    public int line() {
        return line;
    }

    public List<String> keys() {
        return keys;
    }

    /** What is wrong, without the place. */
    public String sentence() {
        return sentence;
    }
}
