package io.chartwire.socket;

import io.chartwire.identity.Identity;
import java.util.List;

/** Keeps what people confirm by their sockets. Calls block; they may throw when the database is away. */
public interface Confirmations {

    /**
     * Keeps that a person confirms events.
     *
     * @param remote the address that the person is at
     * @return the ids that name no event of the person's tenant that the person may hear; nothing is kept of those
     */
    List<String> confirm(Identity person, List<String> ids, String remote) throws Exception;
}
