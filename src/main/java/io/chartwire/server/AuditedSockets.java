package io.chartwire.server;

import io.chartwire.audit.AuditTrail;
import io.chartwire.audit.Entry;
import io.chartwire.identity.Identity;
import io.chartwire.socket.SocketAudit;

/** Enters in the audit log what is done on open sockets. */
public final class AuditedSockets implements SocketAudit {
    private final AuditTrail trail;

    public AuditedSockets(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void enter(Identity person, String action, String objectId, int outcome, String remote) {
        trail.note(Entry.now(person.tenant().value(), person.subject(), action, null, objectId, outcome, remote));
    }
}
