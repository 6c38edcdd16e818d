package io.chartwire.server;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pages may open a socket: those of the hub's own origin and those of a list (RFC 6454).
 *
 * <p>A browser sends a page's origin with the handshake and no script can change it; other programs send none, and their token
 * says who they are.
 */
final class Origins {
    private final Set<String> allowed;

    /** @param list origins such as {@code https://board.clinic.example}, with commas between; empty for none but the own */
    Origins(String list) {
        allowed = Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .map(Origins::normal)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a handshake is let in.
     *
     * @param origin the header Origin; null when there is none
     * @param host the header Host, with the port where it is not the scheme's
     */
    boolean allow(String origin, String host) {
        if (origin == null) {
            return true;
        }
        String page = normal(origin);
        if (allowed.contains(page)) {
            return true;
        }
        int scheme = page.indexOf("://");
        return scheme > 0 && host != null && page.equals(normal(page.substring(0, scheme) + "://" + host));
    }

    /** In small letters and without the scheme's own port; what is no origin is left as it is and equals none. */
    private static String normal(String origin) {
        try {
            URI uri = URI.create(origin.toLowerCase(Locale.ROOT));
            if (uri.getScheme() == null || uri.getHost() == null) {
                return origin;
            }
            int standard = uri.getScheme().equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort();
            return uri.getScheme() + "://" + uri.getHost() + port;
        } catch (IllegalArgumentException e) {
            return origin;
        }
    }
}
