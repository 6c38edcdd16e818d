package io.chartwire.change;

import io.chartwire.Settings;
import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.socket.EventHistory;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;

/** The parts of this package, put together: the log, the routes, the tail and the history. */
public final class ChangeFeed {
    private final ChangeLog log;
    private final EventRoutes routes;
    private final RecentEmissions recent;
    private final CamelContext context;
    private final Database database;
    private final int pollMillis;

    public ChangeFeed(CamelContext context, Database database, SqlFiles statements, Settings settings) {
        this.context = context;
        this.database = database;
        this.log = new ChangeLog(database.pool(), statements);
        this.routes = new EventRoutes(context);
        this.recent = new RecentEmissions(settings.number("chartwire.change.recent-characters"));
        this.pollMillis = settings.number("chartwire.change.poll-millis");
    }

    public EventHistory history() {
        return new History(log, routes, recent);
    }

    /** A tail at the end of the log, not yet running. */
    public ChangeTail tail(BiConsumer<Map<TenantId, List<Emission>>, String> deliver) {
        return new ChangeTail(log, routes, recent, new DeadLetters(context), database, pollMillis, deliver);
    }

    /** Replays dead letters to the sockets that {@code tail} feeds. */
    public DeadLetterReplay replay(ChangeTail tail) {
        return new DeadLetterReplay(log, routes, tail);
    }
}
