package io.chartwire.socket;

import io.chartwire.identity.TenantId;

/**
 * One event as sockets are told it.
 *
 * @param id the same whenever and wherever this event is sent; a valid {@code since}
 * @param name such as {@code claim:denied}
 * @param resource whose event it is, such as {@code claims}
 * @param frame the whole text frame
 */
public record Event(String id, String name, String resource, TenantId tenant, Frame frame) {

    /** Without the frame, which holds a patient's data. */
    @Override
    public String toString() {
        return name + " " + id;
    }
}
