package io.chartwire.testing;

import java.util.Set;

/** The roles of the public contract. */
public final class Roles {
    public static final Set<String> ALL = Set.of(
            "provider",
            "nurse",
            "ma",
            "front_desk",
            "scheduler",
            "billing",
            "manager",
            "admin",
            "compliance_officer",
            "lab_interface",
            "integration");

    private Roles() {}
}
