package io.chartwire.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
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
    /**
     * What row-level security and the audit log read. It stands before the statement in one string, so that the driver sends both
     * in one message and the server runs both in one transaction, at whose end the settings are gone.
     */
    private static final String OF_TENANT =
            "SELECT set_config('chartwire.tenant', ?, true), set_config('chartwire.caller', ?, true);\n";

    /** Quoted text possessively, or a long one would take a frame of the stack for each of its characters. */
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*+'|\"[^\"]*\"|(?<comment>--[^\\n]*\\n?)|::|:(?<name>[A-Za-z][A-Za-z0-9_]*)", Pattern.DOTALL);

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

    /**
     * The statement bound to a tenant's rows and entered in the audit log as the caller's: {@code tenant} and {@code caller} are
     * its first parameters too.
     */
    public Statement ofTenant() {
        List<String> names = new ArrayList<>(List.of("tenant", "caller"));
        names.addAll(parameters);
        return new Statement(OF_TENANT + jdbc, List.copyOf(names));
    }

    /**
     * Runs what was prepared of a statement's text, and stands at the result of the statement itself.
     *
     * @return whether that is rows, as {@link PreparedStatement#execute()}
     */
    public static boolean execute(PreparedStatement prepared, String jdbc) throws SQLException {
        boolean rows = prepared.execute();
        return jdbc.startsWith(OF_TENANT) ? prepared.getMoreResults() : rows;
    }
}
