package io.chartwire.change;

import io.chartwire.Gate;
import io.chartwire.Settings;
import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import io.chartwire.delivery.CriticalRules;
import io.chartwire.delivery.DeliveryLog;
import io.chartwire.identity.TenantId;
import io.chartwire.socket.Emission;
import io.chartwire.socket.Event;
import io.chartwire.socket.EventHistory;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.camel.CamelContext;

/** The parts of this package, put together: the log, the routes, the tail and the history. */
public final class ChangeFeed {
    private final ChangeLog log;
    private final Emitter emitter;
    private final DeadLetters deadLetters;
    private final SubscriptionComponent subscriptions;
    private final DeadLetterReplay replay;
    private final RecentEmissions recent;
    private final SqlFiles statements;
    private final int attempts;
    private final Database database;
    private final int pollMillis;

    public ChangeFeed(
            CamelContext context,
            Database database,
            SqlFiles statements,
            Gate gate,
            Supplier<CriticalRules> criticalRules,
            Settings settings) {
        this.database = database;
        this.log = new ChangeLog(database, statements);
        this.recent = new RecentEmissions(settings.number("chartwire.change.recent-characters"), gate::closings);
        this.emitter = new Emitter(log, new EventRoutes(context, criticalRules), recent, gate);
        this.deadLetters = new DeadLetters(log, context);
        this.subscriptions = new SubscriptionComponent(
                new SubscriptionComponent.Parts(log, emitter, deadLetters, database, statements));
        this.replay = new DeadLetterReplay(emitter, subscriptions);
        this.statements = statements;
        this.attempts = settings.number("chartwire.dead-letters.attempts");
        this.pollMillis = settings.number("chartwire.change.poll-millis");
    }

    public EventHistory history() {
        return new History(log, emitter, deadLetters, recent);
    }

    /**
     * A tail at the end of the log, not yet running.
     *
     * @param deliver hands emissions to the sockets
     * @param deliveries keeps what became of them
     * @param entitled how many sockets are entitled to an event now
     */
    public ChangeTail tail(
            BiConsumer<Map<TenantId, List<Emission>>, String> deliver,
            DeliveryLog deliveries,
            ToIntFunction<Event> entitled) {
        Witness witness = new Witness(log, emitter, deadLetters, deliveries, entitled);
        return new ChangeTail(log, emitter, witness, deadLetters, database, pollMillis, deliver);
    }

    /** The component for routes that deliver events to other systems. */
    public SubscriptionComponent subscriptions() {
        return subscriptions;
    }

    public DeadLetterReplay replay() {
        return replay;
    }

    /** Tries again what {@code tail} could not deliver; not yet running. */
    public Retries retries(ChangeTail tail) {
        return new Retries(database, statements, log, replay, tail, attempts);
    }
}
