package io.chartwire.socket;

import io.chartwire.identity.Identity;

/** Takes what is done on open sockets, for the audit log. Calls come from event loops and must not wait. */
@FunctionalInterface
public interface SocketAudit {
    /**
     * Takes one act.
     *
     * @param person who opened the socket
     * @param objectId what was acted on; null when it is the socket
     * @param outcome the HTTP status that says the same
     */
    void enter(Identity person, String action, String objectId, int outcome, String remote);
}
