package io.chartwire.change;

import io.chartwire.database.Database;
import io.chartwire.database.SqlFiles;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code subscription:<resource>?events=<name>,…}: a route that begins here gets each of these events once it is committed, and
 * may send it to another system.
 *
 * <p>Without the hub's parts, as in a check of the routes, its endpoints can be made and not be consumed.
 */
@Component("subscription")
public final class SubscriptionComponent extends DefaultComponent {
    private final Map<String, Subscription> running = new ConcurrentHashMap<>();
    private final Parts parts;
    private volatile String reached;

    /** What a subscription works with. */
    record Parts(ChangeLog log, Emitter emitter, DeadLetters deadLetters, Database database, SqlFiles files) {}

    public SubscriptionComponent() {
        this(null);
    }

    SubscriptionComponent(Parts parts) {
        this.parts = parts;
    }

    /** Says how far the tail has come; costs next to nothing. */
    public void follow(String token) {
        reached = token;
        running.values().forEach(Subscription::wake);
    }

    /** How far each subscription has come in the log, by its route. */
    public Map<String, Long> heads() {
        return running.values().stream().collect(Collectors.toMap(Subscription::getRouteId, Subscription::head));
    }

    /** The routes from whose subscription retention has removed what was not delivered yet. */
    public Set<String> overtaken() {
        return running.values().stream()
                .filter(Subscription::overtaken)
                .map(Subscription::getRouteId)
                .collect(Collectors.toSet());
    }

    /** Delivers what has become a dead letter; says why it failed again, null when it did not. */
    Exception redeliver(String name, Change change, String event) throws SQLException {
        Subscription subscription = running.get(name);
        return subscription == null
                ? new IllegalStateException("There is no subscription " + name)
                : subscription.redeliver(change, event);
    }

    /** What the tail has dealt with; nothing before it has begun. */
    Optional<Position> reached() {
        return Optional.ofNullable(reached).flatMap(Position::parse);
    }

    Parts parts() {
        return parts;
    }

    Map<String, Subscription> running() {
        return running;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String resource, Map<String, Object> parameters) {
        String events = getAndRemoveParameter(parameters, "events", String.class, "");
        Set<String> names = Arrays.stream(events.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (resource.isEmpty() || names.isEmpty()) {
            throw new IllegalArgumentException(
                    "A subscription names its resource and its events, as in subscription:claims?events=claim:denied");
        }
        return new Subscribed(uri, resource, names);
    }

    private final class Subscribed extends DefaultEndpoint implements MultipleConsumersSupport {
        private final String resource;
        private final Set<String> events;

        Subscribed(String uri, String resource, Set<String> events) {
            super(uri, SubscriptionComponent.this);
            this.resource = resource;
            this.events = events;
        }

        /** The same events may go to several systems, each from a place of its own. */
        @Override
        public boolean isMultipleConsumersSupported() {
            return true;
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new Subscription(this, processor, SubscriptionComponent.this, resource, events);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("Nothing can be sent to a subscription; use kamelet:event");
        }
    }
}
