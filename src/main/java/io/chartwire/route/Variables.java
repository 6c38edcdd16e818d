package io.chartwire.route;

import java.util.Set;

/** The exchange variables that the hub and its shipped routes set. */
final class Variables {
    /**
     * Besides these there are the parameters of the contract's operations, each of which becomes a variable of its name, and what
     * routes set.
     */
    static final Set<String> OF_THE_HUB = Set.of(
            // Who asks, from the verified token and nothing else.
            "tenant",
            "actor",
            "actorName",
            "roles",
            "caller",
            "remote",
            // That the request itself is entered in the audit log, because it may write no row.
            "entry",
            // What is asked for, from the contract.
            "operation",
            "path",
            "allow",
            "idempotencyKey",
            "request",
            "id",
            "newId",
            "resume",
            // What the write template hands to its statement.
            "transitions",
            "target",
            "resource",
            // The events of a change.
            "events",
            "data",
            "audience",
            // A dead letter.
            "seq",
            "entityId",
            "route",
            "event",
            "error",
            "letter",
            "results",
            "retryAfter",
            // An HL7 message on its way in, and how it came.
            "delivery",
            "kind",
            "raw",
            "source",
            "mediaType");

    private Variables() {}
}
