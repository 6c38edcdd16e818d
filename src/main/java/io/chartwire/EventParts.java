package io.chartwire;

import io.chartwire.change.ChangeFeed;
import io.chartwire.change.ChangeTail;
import io.chartwire.change.Events;
import io.chartwire.change.Retries;
import io.chartwire.change.SubscriptionComponent;
import io.chartwire.database.SqlFiles;
import io.chartwire.delivery.DeliveryLog;
import io.chartwire.delivery.KeptConfirmations;
import io.chartwire.retention.Retention;
import io.chartwire.server.AuditedSockets;
import io.chartwire.socket.EventHistory;
import io.chartwire.socket.SocketHub;
import io.chartwire.socket.SocketLimits;
import java.sql.SQLException;

/** From a committed row to the sockets: the tail and all that follows it. */
final class EventParts {
    private final ChangeTail tail;
    private final DeliveryLog deliveries;
    private final Retries retries;
    private final Retention retention;
    /** Begins where the tail does, and the tail delivers to it. */
    private SocketHub sockets;

    EventParts(Wiring wiring, Gate gate) throws SQLException {
        Settings settings = wiring.settings();
        SqlFiles statements = wiring.routes().statements();
        ChangeFeed feed = new ChangeFeed(
                wiring.context(),
                wiring.database(),
                statements,
                gate,
                () -> wiring.definitions().criticalRules(),
                settings);
        SubscriptionComponent subscriptions = feed.subscriptions();
        wiring.context().addComponent("subscription", subscriptions);
        deliveries = new DeliveryLog(
                wiring.context(),
                wiring.database(),
                statements,
                () -> wiring.definitions().audiences(),
                settings.number("chartwire.critical.check-millis"));
        wiring.parts().push(deliveries);
        tail = feed.tail(
                (emissions, position) -> {
                    sockets.publish(emissions, position);
                    subscriptions.follow(position);
                },
                deliveries,
                event -> sockets.entitled(event));
        wiring.parts().push(tail);
        String start = tail.seek();
        subscriptions.follow(start);
        sockets = sockets(wiring, feed.history(), start);
        retention = new Retention(wiring.database(), statements, settings, wiring.meters());
        wiring.parts().push(retention);
        retries = feed.retries(tail);
        wiring.parts().push(retries);

        DeadLetterHealth.measure(retries, wiring.meters());
        TailHealth.measure(subscriptions, wiring.meters());
        wiring.bind("events", new Events());
        wiring.bind("changeTail", tail);
        wiring.bind("deadLetterReplay", feed.replay());
        wiring.bind("tailHealth", new TailHealth(tail, subscriptions));
        wiring.bind("retentionHealth", new RetentionHealth(retention));
        wiring.bind("deadLetterHealth", new DeadLetterHealth(retries));
    }

    private static SocketHub sockets(Wiring wiring, EventHistory history, String start) {
        return new SocketHub(
                history,
                new KeptConfirmations(history, () -> wiring.definitions().audiences(), wiring.context()),
                wiring.tokens(),
                () -> wiring.definitions().audiences(),
                SocketLimits.of(wiring.settings()),
                wiring.meters(),
                new AuditedSockets(wiring.trail()),
                start);
    }

    SocketHub sockets() {
        return sockets;
    }

    /** Begins to deliver; the routes must run by now. */
    void start() {
        deliveries.start(tail::lookBack);
        tail.start();
        retries.start();
        retention.start();
    }
}
