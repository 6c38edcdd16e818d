package io.chartwire.identity;

import io.chartwire.Settings;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which claims of an issuer's tokens say whose they are.
 *
 * @param roles one or more claims, whose roles count together
 */
record ClaimNames(ClaimPath tenant, ClaimPath name, List<ClaimPath> roles) {
    /** The claims of the public contract. */
    static final ClaimNames OURS =
            new ClaimNames(new ClaimPath("tenant"), new ClaimPath("name"), List.of(new ClaimPath("roles")));

    static ClaimNames of(Settings settings) {
        return new ClaimNames(
                new ClaimPath(settings.text("chartwire.identity.tenant-claim")),
                new ClaimPath(settings.text("chartwire.identity.name-claim")),
                Arrays.stream(settings.text("chartwire.identity.roles-claim").split(","))
                        .map(String::strip)
                        .map(ClaimPath::new)
                        .toList());
    }

    TenantId tenantIn(Map<String, Object> claims) throws InvalidTokenException {
        if (!(tenant.in(claims) instanceof String text)) {
            throw new InvalidTokenException("The token has no text in its claim " + tenant.path());
        }
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(
                    "The token's claim " + tenant.path() + " names no tenant: " + e.getMessage());
        }
    }

    /** The person's name; empty when the token has none. */
    String nameIn(Map<String, Object> claims) {
        return name.in(claims) instanceof String text ? text : "";
    }

    /** The roles as the issuer calls them: a list of texts, or one text with spaces between them. */
    Set<String> rolesIn(Map<String, Object> claims) throws InvalidTokenException {
        Set<String> found = new LinkedHashSet<>();
        boolean any = false;
        for (ClaimPath path : roles) {
            Object value = path.in(claims);
            if (value != null) {
                any = true;
                found.addAll(texts(value)
                        .orElseThrow(() -> new InvalidTokenException(
                                "The token's claim " + path.path() + " is no list of roles")));
            }
        }
        if (!any) {
            throw new InvalidTokenException("The token has no roles");
        }
        return found;
    }

    private static Optional<List<String>> texts(Object value) {
        if (value instanceof String text) {
            return Optional.of(Arrays.stream(text.split(" "))
                    .filter(role -> !role.isEmpty())
                    .toList());
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return Optional.of(list.stream().map(String.class::cast).toList());
        }
        return Optional.empty();
    }
}
