package io.chartwire.identity;

import java.time.Instant;
import java.util.Set;

/**
 * Who a verified token names.
 *
 * @param subject the token's {@code sub}
 * @param name the person's name; may be empty
 * @param roles what the person is, such as {@code provider}
 * @param expires when the token ends
 */
public record Identity(String subject, String name, TenantId tenant, Set<String> roles, Instant expires) {
    public Identity {
        roles = Set.copyOf(roles);
    }

    public boolean hasAnyOf(Set<String> allowed) {
        return roles.stream().anyMatch(allowed::contains);
    }

    /** Without the person's name. */
    @Override
    public String toString() {
        return subject + "@" + tenant;
    }
}
