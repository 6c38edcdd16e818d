package io.chartwire.conventions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the tables of a statement that it reads or writes without saying whose rows. */
final class TenantFilter {
    private static final Set<String> NO_ALIAS = Set.of(
            "where",
            "set",
            "on",
            "order",
            "join",
            "left",
            "right",
            "inner",
            "cross",
            "group",
            "returning",
            "limit",
            "using",
            "select",
            "values",
            "union",
            "for",
            "natural",
            "full",
            "having",
            "offset");
    private static final String OWNER = "(?::tenant|\\w+\\.tenant_id)\\b";

    private TenantFilter() {}

    /** The references to {@code tables} that neither filter nor join by {@code tenant_id}, by their aliases. */
    static List<String> unfiltered(String statement, Set<String> tables) {
        String sql = statement
                .replaceAll("--[^\\n]*", "")
                .replaceAll("'(?:[^']|'')*'", "''")
                .toLowerCase(Locale.ROOT);
        Matcher reference = Pattern.compile("(?:\\b(from|join|update|into|using)|(,))\\s+(?:only\\s+|lateral\\s+)?("
                        + String.join("|", tables) + ")\\b(?!\\s*\\.)(?:\\s+(?:as\\s+)?([a-z_]\\w*))?")
                .matcher(sql);
        List<String> unfiltered = new ArrayList<>();
        while (reference.find()) {
            String table = reference.group(3);
            String given = reference.group(4);
            String alias = given == null || NO_ALIAS.contains(given) ? table : given;
            boolean owned = "into".equals(reference.group(1))
                    ? insertsOwner(sql.substring(reference.start()), table)
                    : filters(scope(sql, reference.start()), alias, alias.equals(table));
            if (!owned) {
                unfiltered.add(table + (alias.equals(table) ? "" : " (as " + alias + ")"));
            }
        }
        return unfiltered;
    }

    private static boolean filters(String scope, String alias, boolean unqualified) {
        String column = unqualified ? "(?:" + alias + "\\.|(?<![.\\w]))tenant_id" : "\\b" + alias + "\\.tenant_id";
        return Pattern.compile(column + "\\s*=\\s*" + OWNER).matcher(scope).find()
                || Pattern.compile(OWNER + "\\s*=\\s*" + column + "\\b")
                        .matcher(scope)
                        .find()
                || scope.matches("(?s).*using\\s*\\(\\s*tenant_id\\b.*");
    }

    private static boolean insertsOwner(String insert, String table) {
        return Pattern.compile("^into\\s+" + table + "(?:\\s+as\\s+\\w+)?\\s*\\(\\s*tenant_id\\b[^)]*\\)\\s*"
                        + "(?:values\\s*\\(|select\\s+(?:distinct\\s+)?)\\s*" + OWNER)
                .matcher(insert)
                .find();
    }

    /** The text between the parentheses around a place, or all of it. */
    private static String scope(String sql, int place) {
        int start = place;
        for (int depth = 0; start > 0; start--) {
            char character = sql.charAt(start - 1);
            depth += character == ')' ? 1 : 0;
            if (character == '(' && depth-- == 0) {
                break;
            }
        }
        int end = place;
        for (int depth = 0; end < sql.length(); end++) {
            char character = sql.charAt(end);
            depth += character == '(' ? 1 : 0;
            if (character == ')' && depth-- == 0) {
                break;
            }
        }
        return sql.substring(start, end);
    }
}
