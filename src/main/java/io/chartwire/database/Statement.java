package io.chartwire.database;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with named parameters ({@code :tenant}) made ready for JDBC.
 *
 * @param jdbc the text with {@code ?} in place of each name, without comments
 * @param parameters the names in order of appearance
 */
public record Statement(String jdbc, List<String> parameters) {
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"[^\"]*\"|(?<comment>--[^\\n]*\\n?)|::|:(?<name>[A-Za-z][A-Za-z0-9_]*)", Pattern.DOTALL);

    /** Finds the parameters of a statement; quoted text, casts and comments are left out of the search. */
    public static Statement parse(String sql) {
        List<String> names = new ArrayList<>();
        StringBuilder jdbc = new StringBuilder();
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            if (token.group("name") != null) {
                names.add(token.group("name"));
                token.appendReplacement(jdbc, "?");
            } else if (token.group("comment") != null) {
                token.appendReplacement(jdbc, "");
            } else {
                token.appendReplacement(jdbc, Matcher.quoteReplacement(token.group()));
            }
        }
        token.appendTail(jdbc);
        return new Statement(jdbc.toString().strip(), List.copyOf(names));
    }
}
