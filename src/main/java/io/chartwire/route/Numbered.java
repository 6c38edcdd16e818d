package io.chartwire.route;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with {@code $1} in the place of its first parameter, and so on, that knows where each character was before.
 *
 * @param shifts from a position in this text on, how much further left the text before had it
 */
record Numbered(String text, TreeMap<Integer, Integer> shifts) {
    /** Quoted text possessively, or a long one would take a frame of the stack for each of its characters. */
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*+'|\"[^\"]*\"|--[^\\n]*|::|:(?<name>[A-Za-z][A-Za-z0-9_]*)", Pattern.DOTALL);

    static Numbered of(String sql) {
        List<String> names = new ArrayList<>();
        TreeMap<Integer, Integer> shifts = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        Matcher token = TOKEN.matcher(sql);
        while (token.find()) {
            String name = token.group("name");
            if (name == null) {
                token.appendReplacement(text, Matcher.quoteReplacement(token.group()));
            } else {
                if (!names.contains(name)) {
                    names.add(name);
                }
                token.appendReplacement(text, "\\$" + (names.indexOf(name) + 1));
                shifts.put(text.length(), text.length() - token.end());
            }
        }
        token.appendTail(text);
        return new Numbered(text.toString(), shifts);
    }

    /** The position in the text before of one in this text. */
    int original(int position) {
        var shift = shifts.floorEntry(position);
        return position - (shift == null ? 0 : shift.getValue());
    }
}
