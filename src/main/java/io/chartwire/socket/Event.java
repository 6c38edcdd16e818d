package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import io.chartwire.identity.Identity;
import io.chartwire.identity.TenantId;
import java.util.Set;

/**
 * One event as sockets are told it.
 *
 * @param id the same whenever and wherever this event is sent; a valid {@code since}
 * @param name such as {@code claim:denied}
 * @param resource whose event it is, such as {@code claims}
 * @param audience the roles that alone are to hear it, of those that may; empty for all that may
 * @param frame the whole text frame
 */
public record Event(String id, String name, String resource, TenantId tenant, Set<String> audience, Frame frame) {
    public Event {
        audience = Set.copyOf(audience);
    }

    public boolean mayBeHeardBy(Identity identity, Audiences audiences) {
        return audiences.mayHear(identity, name, resource) && (audience.isEmpty() || identity.hasAnyOf(audience));
    }

    /** Without the frame, which holds a patient's data. */
    @Override
    public String toString() {
        return name + " " + id;
    }
}
