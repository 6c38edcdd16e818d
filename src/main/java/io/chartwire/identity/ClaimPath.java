package io.chartwire.identity;

import java.util.Map;

/**
 * Where a claim stands in a token: a name, or names with dots between them for a claim inside another, such as
 * {@code realm_access.roles}.
 *
 * <p>A name may itself hold dots ({@code https://clinic.example/roles}), so the longest name that is there is taken first.
 */
record ClaimPath(String path) {

    /** The claim's value; null when the token has none. */
    Object in(Map<?, ?> claims) {
        return find(claims, path);
    }

    private static Object find(Map<?, ?> claims, String path) {
        Object value = claims.get(path);
        for (int dot = path.lastIndexOf('.'); value == null && dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                value = find(inner, path.substring(dot + 1));
            }
        }
        return value;
    }
}
