package io.chartwire.identity;

/** A tenant: one clinic, whose data no other sees. */
public record TenantId(String value) {
    public TenantId {
        if (value == null || !value.matches("[a-z0-9][a-z0-9_-]{0,62}")) {
            throw new IllegalArgumentException("a tenant is 1 to 63 of a-z, 0-9, - and _");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
