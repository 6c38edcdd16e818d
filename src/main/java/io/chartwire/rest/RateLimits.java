package io.chartwire.rest;

import io.chartwire.Settings;
import io.chartwire.identity.Identity;

/** How many requests a second a tenant and each of its users may make. */
public final class RateLimits {
    private final RateLimit tenants;
    private final RateLimit users;

    public RateLimits(Settings settings) {
        this.tenants = new RateLimit(settings.number("chartwire.http.rate-per-tenant"));
        this.users = new RateLimit(settings.number("chartwire.http.rate-per-user"));
    }

    /** Counts a request; ends it with 429 when it is one too many. */
    void count(Identity identity) {
        String tenant = identity.tenant().value();
        // The user first, so that one who overdoes it does not use up the tenant's.
        if (!users.take(tenant + "/" + identity.subject()) || !tenants.take(tenant)) {
            throw Problem.of(429, "There are too many requests of this user or clinic")
                    .toException();
        }
    }
}
