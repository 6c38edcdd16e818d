package io.chartwire.socket;

import io.chartwire.identity.TenantId;
import java.util.List;
import java.util.Optional;

/** The events that were, for a socket that missed some. Calls block; they may throw when the database is away. */
public interface EventHistory {

    /** Opens the past of a tenant after a token; empty when the token is none, or reaches back further than the log. */
    Optional<Round> since(TenantId tenant, String token) throws Exception;

    /** A look at the log with nothing to send: it only tells what was committed before. */
    Round now(TenantId tenant) throws Exception;

    /** The event of an id; empty when the tenant has none, or no longer has it in the log. */
    Optional<Event> event(TenantId tenant, String id) throws Exception;

    /** What one look at the log shows after a token: all that was committed at that moment and nothing later. */
    interface Round {

        /** The next emissions in the order of the log; empty at the end. */
        List<Emission> next() throws Exception;

        /** The token at which a following round goes on. */
        String token();

        /** Whether this round holds the emission, so that it need not be sent again. */
        boolean holds(Emission emission);
    }
}
