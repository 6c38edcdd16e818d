package io.chartwire.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.identity.TenantId;

/**
 * One committed change of one row.
 *
 * @param seq its number in the change log
 * @param original the number of the change that it repeats, when it is the replay of a dead letter; else its own
 * @param resource the table, such as {@code prior_auths}
 * @param transaction the id of the transaction that made it
 * @param loggedAt ISO 8601, UTC; of the original
 * @param document what routes see: {@code resource}, {@code op} (insert or update), {@code before} and {@code after} (the rows
 *     as stored), and {@code object} (the row as joined for screens)
 * @param unreadable why its row is no change that routes can see; null as a rule. Its tenant may be null then
 */
record Change(
        long seq,
        long original,
        TenantId tenant,
        String resource,
        String entityId,
        long transaction,
        String loggedAt,
        ObjectNode document,
        Exception unreadable) {

    /** Whose changes keep their order. */
    record ObjectKey(TenantId tenant, String resource, String entityId) {}

    ObjectKey object() {
        return new ObjectKey(tenant, resource, entityId);
    }

    /** The same, of which nothing can be made. */
    Change unreadable(Throwable why) {
        return new Change(
                seq,
                original,
                tenant,
                resource,
                entityId,
                transaction,
                loggedAt,
                document,
                why instanceof Exception e ? e : new IllegalStateException(why));
    }

    boolean isReplay() {
        return original != seq;
    }

    /** The word that stands for the resource in paths, files and routes: {@code prior-auths}. */
    String feature() {
        return resource.replace('_', '-');
    }

    /** Without the document, which holds a patient's data. */
    @Override
    public String toString() {
        return "change " + seq + " of " + resource;
    }
}
